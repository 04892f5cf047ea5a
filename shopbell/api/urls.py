"""The addresses below `/api/v1`, each with a name, so that the table of who may see what has a row for it."""

import re

from django.urls import URLPattern, URLResolver, path

from .door import answered
from .openapi import document, guide
from .v1 import api
from .views import nothing_here, tokens

WORDS = re.compile(r"<(?:\w+:)?(\w+)>")


def name_of(route: str) -> str:
    """`orders/<number>` is called api-orders-number."""
    return "-".join(["api", *WORDS.sub(r"\1", route).replace("_", "-").strip("/").split("/")])


def calls() -> list[URLPattern]:
    """One pattern for each address: its view knows all methods of it."""
    routes = (each for each in api.urls[0] if isinstance(each, URLPattern) and each.name != "api-root")
    return [_call(route, each) for route, each in {str(each.pattern): each for each in routes}.items()]


def _call(route: str, pattern: URLPattern) -> URLPattern:
    return path(f"api/v1/{route}", answered(pattern.callback), name=name_of(route))


urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/openapi.json", document, name="api-openapi"),
    path("api/v1/", guide, name="api-guide"),
    *calls(),
    path("api/<path:rest>", nothing_here, name="api-nothing"),
    path("desk/settings/tokens/", tokens.tokens, name="settings-tokens"),
    path("desk/settings/tokens/<int:token_id>/revoke/", tokens.revoke, name="token-revoke"),
]
