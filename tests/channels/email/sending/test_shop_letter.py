"""A letter to a shopper that belongs to no ticket is from the shop, whose desk they know nothing of."""

import ast
from email.utils import parseaddr
from pathlib import Path

import pytest
from django.core import mail

import shopbell
from shopbell.accounts.letter import write_to_shopper
from shopbell.channels.brand import Brand
from shopbell.channels.email.sending.sender import shop_sender
from tests.channels.email.conftest import work

TO_AGENTS = {
    "accounts/sign_in.py",
    "accounts/invitation.py",
    "accounts/letter.py",
    "channels/email/alarm.py",
    "channels/email/answering/letter.py",
    "notifications/digest.py",
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["Wexmoor & Pell", 'The "Lamp" \\ House', "Büro, Möbel"])
def test_it_is_from_the_shop_by_name_and_from_where_it_answers(care, name):
    Brand.objects.create(pk=1, name=name)

    write_to_shopper("mina@shopper.example", "Your post", "It is shown now.", {"List-Id": "<x.example>"})
    work()

    (told,) = mail.outbox
    assert parseaddr(shop_sender()) == (name, care.address)
    assert care.address in told.from_email and told.extra_headers["List-Id"] == "<x.example>"


@pytest.mark.django_db
def test_without_an_address_of_the_shop_it_is_from_the_desk(settings):
    assert shop_sender() == ""

    write_to_shopper("mina@shopper.example", "Your post", "It is shown now.")
    work()

    assert settings.MAIL_DOMAIN in mail.outbox[0].from_email


def test_only_agents_are_written_to_by_the_desk():
    home = Path(shopbell.__file__).parent
    said = {
        str(path.relative_to(home))
        for path in home.rglob("*.py")
        if "accounts.letter" in (text := path.read_text()) or path.name == "letter.py" or ".letter" in text
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "send_soon"
    }

    assert said == TO_AGENTS
