"""Stock by warehouse in Shopify: the pieces of each variant that may be sold, location by location.

The whole of it is gone through once, behind the orders; afterwards it comes with each product that changes, and a
change of its stock is one.
"""

from typing import Any

from ...feed.rows import LevelRow
from ..item import Item, Page
from . import questions
from .api import Api

Node = dict[str, Any]


def page(api: Api, first: int, cursor: str) -> Page:
    said = api.ask(questions.STOCK, first=first, after=cursor or None)["productVariants"]
    items = [_item(api, node) for node in said["nodes"]]
    info = said["pageInfo"]
    return Page(items, info["endCursor"] if info["hasNextPage"] else "")


def _item(api: Api, node: Node) -> Item:
    key = str(node["legacyResourceId"])
    return Item("stock", key, levels=levels_of(api, node), levels_of=[key])


def of_product(api: Api, key: str) -> tuple[list[LevelRow], list[str]]:
    """The levels of all its variants, and which variants those are."""
    levels: list[LevelRow] = []
    variants: list[str] = []
    after = None
    while True:
        product = api.ask(questions.STOCK_OF_PRODUCT, id=questions.gid("Product", key), after=after)[
            "product"
        ]
        if product is None:
            return [], []
        for node in product["variants"]["nodes"]:
            variants.append(str(node["legacyResourceId"]))
            levels += levels_of(api, node)
        info = product["variants"]["pageInfo"]
        if not info["hasNextPage"]:
            return levels, variants
        after = info["endCursor"]


def levels_of(api: Api, node: Node) -> list[LevelRow]:
    """Where the pieces of a variant lie; nowhere when the shop counts none."""
    stock = node["inventoryItem"]
    if not stock["tracked"]:
        return []
    part = stock["inventoryLevels"]
    nodes = list(part["nodes"])
    while part["pageInfo"]["hasNextPage"]:
        after = part["pageInfo"]["endCursor"]
        part = api.ask(questions.REST_OF_LEVELS, id=stock["id"], after=after)["inventoryItem"][
            "inventoryLevels"
        ]
        nodes += part["nodes"]
    return [
        LevelRow(
            variant=str(node["legacyResourceId"]), warehouse=str(each["location"]["legacyResourceId"]),
            warehouse_name=each["location"]["name"][:120], pieces=sum(one["quantity"] for one in each["quantities"]),
        )
        for each in nodes
    ]  # fmt: skip
