import pytest

from shopbell.channels.chat.models import Visitor
from shopbell.channels.chat.visitor import visitor_of

from .shopper import Shopper

pytestmark = pytest.mark.django_db


def test_a_visitor_is_known_by_the_secret_alone(chatting):
    visitor = Visitor.objects.get()

    assert visitor_of(chatting.token) == visitor
    assert visitor_of(visitor.token_hash) is None
    assert visitor_of("") is None
    assert visitor_of("x" * 5000) is None


def test_the_secret_is_not_kept(chatting):
    visitor = Visitor.objects.get()

    assert chatting.token not in str(vars(visitor))
    assert not visitor.customer.identities.filter(value__contains=chatting.token).exists()


@pytest.mark.parametrize("token", ["short", "x" * 42, "x" * 200, "ü" * 43, "a b" * 20])
def test_a_weak_secret_is_no_secret(shop_chat, bo_is_there, token):
    shopper = Shopper(shop_chat)
    shopper.token = token

    assert (
        shopper.start(
            "Hello", headers={"Authorization": f"Visitor {token}".encode().decode("latin-1")}
        ).status_code
        == 401
    )
    assert not Visitor.objects.exists()
