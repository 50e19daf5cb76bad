"""A session of the official MCP client."""

import asyncio
import sys

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client


def of(result, *names):
    """A field by either of the names that versions of the client give it."""
    return next(getattr(result, name) for name in names if hasattr(result, name))


async def main():
    server = StdioServerParameters(command=sys.argv[1], args=["mcp", "--index", sys.argv[2]])
    async with stdio_client(server) as (read, write), ClientSession(read, write) as session:
        await session.initialize()
        tools = {tool.name: tool for tool in (await session.list_tools()).tools}
        known = "article copies diff events facets info quotes search similar suggest timeline watch watches".split()
        assert sorted(tools) == known, sorted(tools)

        async def call(name, **arguments):
            result = await session.call_tool(name, arguments)
            answer = of(result, "structured_content", "structuredContent")
            return answer, of(result, "is_error", "isError")

        found, failed = await call("search", query="last lighthouse keeper")
        assert not failed and sorted(hit["id"] for hit in found["hits"]) == ["keeper-1", "keeper-2"], found
        for hit in found["hits"]:
            for snippet in hit["snippets"]:
                if snippet["field"] != "body":
                    continue
                shown, _ = await call("article", id=hit["id"], start=snippet["start"], length=len(snippet["text"].encode()))
                assert shown["text"] == snippet["text"], (shown, snippet)
        print("  every passage stands where it is said to")
        quotes, failed = await call("quotes", query="light", speaker="Marsh")
        assert not failed and quotes["summary"]["quotations"] >= 1, quotes
        for place in quotes["quotations"][0]["places"]:
            shown, _ = await call("article", id=place["id"], start=place["start"], length=place["end"] - place["start"])
            assert shown["text"] == place["text"], (shown, place)
        print("  every quotation stands where it is said to")
        facets, _ = await call("facets", query="*", facets=["source"])
        most = {"value": "Harbour Post", "articles": 3, "query": 'source:=="Harbour Post"'}
        assert facets["facets"]["source"]["values"][0] == most, facets
        timeline, _ = await call("timeline", by="month")
        assert len(timeline["facets"]["date:month"]["values"]) == 4, timeline
        offered, _ = await call("suggest", query="lighthose")
        assert offered["missing"][0]["near"][0]["word"].startswith("lighthouse"), offered
        info, _ = await call("info")
        assert info["articles"] == 6, info
        for arguments, kind in [({"query": "("}, "unclosed_parenthesis"), ({}, "no_query"), ({"colour": 1}, "unknown_key")]:
            problem, failed = await call("search", **arguments)
            assert failed and problem["kind"] == kind, problem
        print("  trouble is an answer of the tool, with its kind")


asyncio.run(main())
