"""A session of the official client of Elasticsearch, unmodified."""

import sys

from elasticsearch import BadRequestError, Elasticsearch, NotFoundError, helpers

client = Elasticsearch(sys.argv[1])


def check(name, seen, expected):
    assert seen == expected, f"{name}: {seen!r}, not {expected!r}"
    print(f"  {name}: {seen!r}")


def ids(answer):
    return [hit["_id"] for hit in answer["hits"]["hits"]]


check("ping", client.ping(), True)
check("articles", client.count(index="news")["count"], 6)

answer = client.search(
    index="news",
    query={"match_phrase": {"body": "last lighthouse keeper"}},
    highlight={"fields": {"body": {}}},
    source=["title", "source"],
)
check("a phrase", sorted(ids(answer)), ["keeper-1", "keeper-2"])
check("total", answer["hits"]["total"], {"value": 2, "relation": "eq"})
marked = answer["hits"]["hits"][0]["highlight"]["body"][0]
check("highlight", "<em>last</em> <em>lighthouse</em> <em>keeper</em>" in marked, True)
check("source", sorted(answer["hits"]["hits"][0]["_source"]), ["source", "title"])

check(
    "bool",
    ids(
        client.search(
            index="news",
            query={
                "bool": {
                    "must": [{"match": {"text": "harbour"}}],
                    "filter": [{"term": {"source": "Harbour Post"}}, {"range": {"date": {"gte": "2025-10-01"}}}],
                    "must_not": [{"match": {"text": "ferry"}}],
                }
            },
        )
    ),
    ["keeper-1"],
)
check(
    "who said it",
    sorted(ids(
        client.search(
            index="news",
            query={
                "nested": {
                    "path": "quotes",
                    "query": {
                        "bool": {"must": [{"match": {"quotes.text": "light"}}, {"wildcard": {"quotes.speaker": "*Marsh"}}]}
                    },
                }
            },
        )
    )),
    ["keeper-1", "keeper-2"],
)
check("our language", client.count(index="news", query={"newsgrep": {"query": "harbour NEAR/9 storm"}})["count"], 1)

counted = client.search(
    index="news",
    size=0,
    aggs={
        "sources": {"terms": {"field": "source"}},
        "months": {"date_histogram": {"field": "date", "calendar_interval": "month", "format": "yyyy-MM"}},
        "different": {"cardinality": {"field": "source"}},
        "storms": {"filter": {"match": {"text": "storm"}}, "aggs": {"sources": {"terms": {"field": "source"}}}},
    },
)["aggregations"]
buckets = [(it["key"], it["doc_count"]) for it in counted["sources"]["buckets"]]
check("sources", buckets, [("Harbour Post", 3), ("Island Wire", 2), ("Coast Daily", 1)])
months = [(it["key_as_string"], it["doc_count"]) for it in counted["months"]["buckets"]]
check("months", months, [("2025-08", 1), ("2025-09", 1), ("2025-10", 2), ("2025-11", 2)])
check("different sources", counted["different"]["value"], 3)
check("storms", counted["storms"]["doc_count"], 2)

seen, after = [], None
while True:
    page = client.search(index="news", size=4, sort=[{"date": "desc"}, {"id": "asc"}], search_after=after)
    if not page["hits"]["hits"]:
        break
    seen += ids(page)
    after = page["hits"]["hits"][-1]["sort"]
check("pages hold every article once", (len(seen), len(set(seen))), (6, 6))

print(
    "  bulk:",
    helpers.bulk(
        client,
        [
            {"_index": "news", "_id": "new", "title": "Zeppelin lands", "body": "A zeppelin landed.", "date": "2025-11-20"},
            {"_op_type": "create", "_index": "news", "_id": "newer", "title": "Balloon", "body": "A balloon rose."},
        ],
    ),
)
check("new articles are found", ids(client.search(index="news", query={"match": {"title": "zeppelin"}})), ["new"])
check("get", client.get(index="news", id="new")["_source"]["date"], "2025-11-20")
helpers.bulk(client, [{"_op_type": "delete", "_index": "news", "_id": name} for name in ("new", "newer")])
check("deleted", client.exists(index="news", id="new"), False)

check("mapping", client.indices.get_mapping(index="news")["news"]["mappings"]["properties"]["date"], {"type": "date"})
check("field caps", client.field_caps(index="news", fields="sou*")["fields"]["source"]["keyword"]["aggregatable"], True)
check("cat", client.cat.indices(format="json")[0]["docs.count"], "6")
for name, query in [("unknown query", {"teleport": {}}), ("broken query", {"query_string": {"query": "(storm"}})]:
    try:
        client.search(index="news", query=query)
        sys.exit(f"{name} was taken")
    except BadRequestError as error:
        print(f"  {name}: {error}")
try:
    client.get(index="news", id="nobody")
    sys.exit("an article that is not there was found")
except NotFoundError:
    pass
try:
    client.search(index="news", query={"match": {"body": {"query": "storm", "colour": "red"}}})
    sys.exit("a key that is not known was passed over")
except BadRequestError as error:
    check("a key that is not known is named", "colour" in str(error), True)

check("scan", len({hit["_id"] for hit in helpers.scan(client, index="news", query={"query": {"match_all": {}}}, size=2)}), 6)
pit = client.open_point_in_time(index="news", keep_alive="1m")["id"]
seen, after = [], None
while True:
    page = client.search(size=4, pit={"id": pit, "keep_alive": "1m"}, sort=[{"_shard_doc": "asc"}], search_after=after)
    if not page["hits"]["hits"]:
        break
    seen += ids(page)
    after = page["hits"]["hits"][-1]["sort"]
client.close_point_in_time(id=pit)
check("a point in time holds every article once", (len(seen), len(set(seen))), (6, 6))
