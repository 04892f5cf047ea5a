"""Answering a GraphQL question from rows: of each row the fields that were asked for, and lists as connections.

https://shopify.dev/docs/api/usage/pagination-graphql: a connection needs `first`, and has nodes and a page's end.
"""

from typing import Any

from .graphql_query import Selected

Node = dict[str, Any]
CONNECTIONS = {
    "products", "productVariants", "inventoryLevels", "customers", "orders", "variants", "lineItems", "fulfillmentLineItems", "events", "webhookSubscriptions",
    "abandonedCheckouts", "agreements", "returns", "returnLineItems", "returnableFulfillments",
    "returnableFulfillmentLineItems", "reverseFulfillmentOrders",
}  # fmt: skip


class Unknown(Exception):
    """A field that the type does not have."""


def project(value: Any, asked: Selected) -> Any:
    """Of `value` what was asked for; lists as connections where Shopify has them so."""
    if isinstance(value, list):
        if asked.name not in CONNECTIONS:
            return [project(each, asked) for each in value[: asked.arguments.get("first", len(value))]]
        if "first" not in asked.arguments:
            raise Unknown(f"you must provide one of first or last on {asked.name}")
        return _connection(value, asked)
    if not isinstance(value, dict):
        return value
    found = {}
    for each in asked.fields:
        if each.name not in value:
            raise Unknown(f"Field '{each.name}' doesn't exist on type of '{asked.name}'")
        found[each.name] = project(value[each.name], each)
    return found


def _connection(rows: list[Node], asked: Selected) -> Node:
    """The cursor is the place of the last row, which holds as long as rows come behind only."""
    if asked.arguments.get("reverse"):
        rows = rows[::-1]
    begin = int(asked.arguments.get("after") or 0)
    end = begin + asked.arguments["first"]
    wanted = {each.name: each for each in asked.fields}
    edge = {each.name: each for each in wanted["edges"].fields} if "edges" in wanted else {}
    nodes = edge.get("node") or wanted["nodes"]
    info = {"hasNextPage": end < len(rows), "endCursor": str(min(end, len(rows))) if rows else None}
    found = [project(each, nodes) for each in rows[begin:end]]
    edges = [{"cursor": str(begin + place), "node": node} for place, node in enumerate(found, start=1)]
    return {"nodes": found, "edges": edges, "pageInfo": info}
