"""Who may see what: every address of the desk, tried as the people of the table (`roles.py`)."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from .roles import PEOPLE, table
from .world import arguments


def addresses(resolver: URLResolver | None = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every named address of our own; the sign-in's are allauth's, which tests them."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if str(pattern.pattern).startswith("accounts/"):
            continue
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, before + str(pattern.pattern))
        elif pattern.name:
            yield pattern.name, pattern


NAMES = [name for name, _ in addresses()]


def test_every_address_has_a_row():
    assert sorted(set(NAMES) - set(table())) == []
    assert sorted(set(table()) - set(NAMES)) == []


def answer_of(response) -> str:
    if response.status_code in {302, 401} and "/accounts/login/" in str(response.headers):
        return "s"
    return {401: "k", 403: "x", 404: "-"}.get(response.status_code, "y")


def ask(client: Client, path: str, headers: dict[str, str]) -> str:
    """Try as one person, by GET, POST and DELETE, where none of them is taken by PUT and PATCH, and leave no trace."""
    answers = _tried((client.get, client.post, client.delete), path, headers)
    answers = answers or _tried((client.put, client.patch), path, headers)
    if "y" in answers:
        answers.discard("-")  # what this try did not name (a tag, another customer) is not there for anybody
    return "".join(sorted(answers))


def _tried(methods, path: str, headers: dict[str, str]) -> set[str]:
    answers = set()
    for method in methods:
        with transaction.atomic():
            is_bare = method.__name__ in {"delete", "put", "patch"}
            response = method(path, {} if is_bare else {"status": "open", "priority": 2}, headers=headers)
            transaction.set_rollback(True)
        assert response.status_code < 500, f"{path} answered {response.status_code}"
        if response.status_code != 405:
            answers.add(answer_of(response))
    return answers


@pytest.mark.requirement("R171")
@pytest.mark.parametrize(("name", "pattern"), list(addresses()), ids=NAMES)
def test_each_person_sees_what_the_table_says(name, pattern, world, root, ada, bo, cy):
    agents = {"root": root, "ada": ada, "bo": bo, "cy": cy}
    path = reverse(name, kwargs=arguments(name, pattern, world))
    said = []
    for person in PEOPLE:
        client, headers = Client(raise_request_exception=False), {}
        if person in agents:
            client.force_login(agents[person])
        elif person == "shopper":
            headers = {"Authorization": f"Visitor {world['token']}"}
        said.append(ask(client, path, headers))
    assert said == table().get(name), f"{name:<28} {'  '.join(said)}"
