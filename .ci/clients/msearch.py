"""A session as a search box sends it: with every letter, hits and facet counts in one _msearch."""

import json
import sys
import urllib.request

home = sys.argv[1]


def ask(searches):
    lines = "".join(json.dumps(line) + "\n" for pair in searches for line in pair)
    request = urllib.request.Request(
        f"{home}/_msearch", lines.encode(), {"Content-Type": "application/x-ndjson"}, method="POST"
    )
    with urllib.request.urlopen(request, timeout=10) as response:
        assert response.headers["X-Elastic-Product"] == "Elasticsearch"
        return json.load(response)["responses"]


chosen = {"term": {"source": "Harbour Post"}}
for typed in ["l", "li", "lig", "light", "lighthouse k"]:
    query = {"multi_match": {"query": typed, "fields": ["title^3", "body"], "type": "phrase_prefix"}}
    hits, facets = ask(
        [
            ({"index": "news"}, {
                "query": query,
                "post_filter": chosen,
                "highlight": {"fields": {"title": {"number_of_fragments": 0}, "body": {}}, "pre_tags": ["<b>"], "post_tags": ["</b>"]},
                "size": 3,
            }),
            ({"index": "news"}, {"query": query, "size": 0, "aggs": {"source": {"terms": {"field": "source"}}}}),
        ]
    )
    assert hits["status"] == facets["status"] == 200, (hits, facets)
    counts = {it["key"]: it["doc_count"] for it in facets["aggregations"]["source"]["buckets"]}
    assert hits["hits"]["total"]["value"] == counts.get("Harbour Post", 0), (typed, hits, counts)
    assert all("<b>" in json.dumps(hit["highlight"]) for hit in hits["hits"]["hits"])
    print(f"  {typed!r}: {hits['hits']['total']['value']} of {facets['hits']['total']['value']}, {counts}")
good, bad = ask([({}, {"query": {"match_all": {}}}), ({}, {"query": {"nonsense": {}}})])
assert good["status"] == 200 and bad["status"] == 400 and "nonsense" in bad["error"]["reason"]
print("  a broken search leaves the others whole")
