import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client

from shopbell.portal.session import COOKIE, begin_session
from tests.shop.actions.conftest import card, gift_card, paypal, red, sell  # noqa: F401
from tests.shop.conftest import make_order, vase  # noqa: F401


def browser_of(customer) -> Client:
    """A browser in which `customer` is signed in."""
    client, answer = Client(), HttpResponse()
    begin_session(HttpRequest(), answer, customer, customer.address)
    client.cookies[COOKIE] = answer.cookies[COOKIE].value
    return client


@pytest.fixture
def minas(mina):
    return browser_of(mina)


@pytest.fixture
def theos(theo):
    return browser_of(theo)


@pytest.fixture
def order(sell, mina, card):  # noqa: F811
    """Mina's order of two vases, pending, paid by card."""
    return sell(mina, card)
