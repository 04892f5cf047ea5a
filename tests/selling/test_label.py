"""The page with the label, which a customer prints to send something back."""

import itertools
from urllib.parse import urlsplit

import pytest

from shopbell.selling.label import behind, label_address
from shopbell.shop.actions.perform import perform_action

KEYS = itertools.count(1)


@pytest.fixture
def act(ada):
    def perform(name, order, **parameters):
        return perform_action(name, by=ada, key=f"label-{next(KEYS)}", order=order, parameters=parameters)

    return perform


@pytest.fixture
def returned(act, bought):
    """A return that was asked for: two vases."""
    bought.status = "delivered"
    bought.save()
    act("return_items", bought, lines=[{"line": bought.lines.get().pk}])
    return bought.returns.get()


@pytest.fixture
def page(client):
    """What whoever has the address reads."""

    def read(returned):
        return client.get(urlsplit(label_address(returned.number)).path).content.decode()

    return read


@pytest.mark.requirement("R81")
def test_the_label_says_where_it_goes_where_it_comes_from_and_what_is_in_it(page, returned):
    returned.label["to"] = "Wexmoor\nQuay 4"
    returned.save()

    told = page(returned)

    for words in [
        "Quay 4",
        "Quai 1",
        "France",
        "Lyon",
        returned.number,
        "2 × Vase “Ondine” · blue",
        "data:image/svg+xml",
        "Pack the items",
    ]:
        assert words in told


def test_it_is_in_the_customers_language(page, returned):
    returned.order.customer.language = "de"
    returned.order.customer.save()

    assert '<html lang="de"' in page(returned)


def test_what_is_here_or_withdrawn_has_no_label_any_more(page, act, returned):
    act("receive_return", returned.order)
    assert "The items are here already." in page(returned) and "Quai 1" not in page(returned)

    returned.status = "withdrawn"
    returned.save()
    assert "nothing to send back" in page(returned)


def test_nobody_makes_up_an_address(client, returned):
    token = label_address(returned.number).rstrip("/").rpartition("/")[2]

    assert behind(token) == returned and label_address(returned.number).endswith(f"/{token}/")
    for wrong in (token[:-1] + ("a" if token[-1] != "a" else "b"), "x", returned.number):
        assert client.get(f"/labels/{wrong}/").status_code == 404
