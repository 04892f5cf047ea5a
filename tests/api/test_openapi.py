import json

import pytest
from openapi_spec_validator import validate

from shopbell.api.openapi import groups

pytestmark = pytest.mark.django_db


def test_the_document_is_openapi(client):
    document = json.loads(client.get("/api/v1/openapi.json").content)

    validate(document)
    assert document["openapi"].startswith("3.1")
    assert document["components"]["securitySchemes"]["BearerToken"]["scheme"] == "bearer"


def test_every_route_says_what_it_does_what_it_needs_and_how_it_fails(client):
    document = client.get("/api/v1/openapi.json").json()
    ids = []
    for address, item in document["paths"].items():
        for route in item.values():
            assert route["description"].endswith("."), address
            assert route["x-scope"] and route["security"] == [{"BearerToken": []}]
            assert {"401", "403", "404", "429"} <= set(route["responses"])
            ids.append(route["operationId"])
    assert len(ids) == len(set(ids))


def test_the_page_for_people_names_every_route_and_runs_no_foreign_script(client):
    page = client.get("/api/v1/")
    text = page.content.decode()

    for routes in groups().values():
        for route in routes:
            assert f"{route['method']} {route['address']}" in text
    assert "https://" not in text and "<script>" not in text
    assert "script-src 'self'" in page["Content-Security-Policy"]
