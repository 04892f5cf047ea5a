"""What the API can do: an OpenAPI 3.1 document for programs, a page for people. Both are made of the routes."""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .v1 import api

PATHS = "/api/v1"
SHAPE = '{"error": {"code": "…", "sentence": "…", "rule": "…"}}'
METHODS = ("get", "post", "put", "patch", "delete")


@cache
def description() -> dict[str, Any]:
    """The document, once a process: the routes do not change while it runs."""
    return dict(api.get_openapi_schema(path_prefix=""))


@require_safe
def document(request: HttpRequest) -> HttpResponse:
    response = JsonResponse(description())
    response.headers["Cache-Control"] = "public, max-age=300"
    response.headers["Access-Control-Allow-Origin"] = "*"  # it tells nothing that is secret
    return response


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """/api/v1/: every route with its scope and what it takes, without a script from anywhere."""
    return render(
        request, "api/guide.html", {"groups": groups(), "lead": plain(api.description), "shape": SHAPE}
    )


@cache
def groups() -> dict[str, list[dict[str, Any]]]:
    """The routes below the noun that they are about, as they are read first and fed last."""
    found: dict[str, list[dict[str, Any]]] = {}
    for address, item in description()["paths"].items():
        for method in METHODS:
            if method in item:
                found.setdefault(item[method]["tags"][0], []).append(_route(address, method, item[method]))
    return {group: found[group] for group in sorted(found, key=lambda group: group == "Feed")}


def plain(words: str) -> str:
    """`words` without the marks of code, which the document has for programs that show it."""
    return words.replace("`", "")


def _route(address: str, method: str, told: dict[str, Any]) -> dict[str, Any]:
    schemas = description()["components"]["schemas"]
    body = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    takes = [_part(each["name"], each["schema"], each["required"]) for each in told["parameters"]]
    if body:
        whole = _resolved(body, schemas)
        must = whole.get("required", [])
        takes += [_part(name, each, name in must) for name, each in whole.get("properties", {}).items()]
    answers = [code for code in told["responses"] if int(code) < 300]
    return {
        "address": f"{PATHS}{address}",
        "method": method.upper(),
        "id": told["operationId"],
        "words": plain(told.get("description", told["summary"])),
        "scope": " / ".join([told.get("x-scope", ""), *told.get("x-or-scopes", [])]),
        "takes": takes,
        "answers": ", ".join(str(code) for code in answers),
    }


def _part(name: str, schema: dict[str, Any], is_required: bool) -> dict[str, Any]:
    kinds = [schema, *schema.get("anyOf", [])]
    kind = next((each["type"] for each in kinds if "type" in each and each["type"] != "null"), "object")
    return {
        "name": name,
        "kind": kind,
        "is_required": is_required,
        "words": plain(schema.get("description", "")),
    }


def _resolved(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    return schemas[schema["$ref"].rsplit("/", 1)[-1]] if "$ref" in schema else schema
