"""The whole of a list that Shopify gives a page at a time: https://shopify.dev/docs/api/usage/pagination-graphql."""

from typing import Any

from django.utils.translation import gettext as _

from ..errors import ShopRefuses
from .api import Api

Node = dict[str, Any]


def whole(api: Api, part: Node, question: str, *path: str, **variables: Any) -> list[Node]:
    """The nodes of `part` and of all pages behind it. `question` asks for the page `after`, which stands at `path`.

    Raises ShopRefuses when what it belongs to is gone meanwhile: part of a list must never pass for all of it.
    """
    nodes = list(part["nodes"])
    while part["pageInfo"]["hasNextPage"]:
        said: Any = api.ask(question, **variables, after=part["pageInfo"]["endCursor"])
        for step in path:
            said = said[step]
            if said is None:
                raise ShopRefuses(_("This was changed in Shopify meanwhile. Look there, and try again."))
        part = said
        nodes += part["nodes"]
    return nodes
