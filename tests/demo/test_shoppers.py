import random
import threading
from dataclasses import replace
from email.message import EmailMessage

import pytest
from django.utils import timezone

from shopbell.core.errors import Refused
from shopbell.customers.models import Customer
from shopbell.demo import shoppers
from shopbell.demo.shoppers import check_doors
from shopbell.demo.shoppers.part import make_part
from shopbell.demo.shoppers.writer import _Mailbox, quote
from tests.running_desk import free_port


def test_a_part_speaks_of_the_shoppers_own_order(demo):
    buyers = Customer.objects.filter(orders__isnull=False).distinct()
    for customer in buyers:
        part = make_part(customer, random.Random(customer.pk), timezone.now())
        assert part.email == customer.address and part.says and part.subject
        assert not any("{" in text for text in part.says)


def test_shoppers_visit_this_machine_only(demo, settings):
    settings.SITE_URL = "https://desk.example"

    with pytest.raises(Refused, match="this machine only"):
        check_doors()


def test_a_mailbox_hears_answers_to_its_own_mails_from_people(tmp_path):
    box = _Mailbox(tmp_path, "mina@mailbox.example")
    box.sent = ["<own@mailbox.example>"]

    def arrives(name, to="mina@mailbox.example", reply="<own@mailbox.example>", **headers):
        mail = EmailMessage()
        mail["To"], mail["In-Reply-To"] = to, reply
        for header, value in headers.items():
            mail[header.replace("_", "-")] = value
        mail.set_content("Hello\nMina")
        (tmp_path / f"{name}.eml").write_bytes(bytes(mail))

    arrives("1", Auto_Submitted="auto-replied")
    arrives("2", to="theo@mailbox.example")
    arrives("3", reply="<other@mailbox.example>")
    arrives("4")

    assert [box._is_answer(mail) for mail in box._fresh()] == [False, False, False, True]
    assert list(box._fresh()) == []


def test_waiting_ends_at_once_when_all_are_sent_home(tmp_path):
    stop = threading.Event()
    stop.set()

    assert _Mailbox(tmp_path, "mina@mailbox.example").wait(stop) is None


def test_an_answer_quotes_what_it_answers():
    mail = EmailMessage()
    mail["From"] = "care@wexmoor.example"
    mail.set_content("One\nTwo")

    assert quote(mail) == "care@wexmoor.example wrote:\n> One\n> Two"


@pytest.mark.parametrize(
    ("channel", "words"),
    [
        ("email", "port {port} (SHOPBELL_SMTP_PORT)"),
        ("chat", "no desk at http://127.0.0.1:{port} (SHOPBELL_PORT)"),
    ],
)
def test_who_finds_a_door_shut_says_which_and_is_not_counted(
    demo, settings, monkeypatch, tmp_path, channel, words
):
    port, said = free_port(), []
    monkeypatch.setenv("SHOPBELL_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("SHOPBELL_SMTP_PORT", str(port))
    settings.SITE_URL, settings.OUTBOX = f"http://127.0.0.1:{port}", tmp_path
    part = make_part(Customer.objects.filter(orders__isnull=False).first(), random.Random(1), timezone.now())
    part = replace(part, channel=channel)
    monkeypatch.setattr(shoppers, "cast_parts", lambda chance: iter([part] * 100))

    assert shoppers.send_shoppers(said.append, per_minute=600, seconds=0.05, seed=1) == 0
    assert any(words.format(port=port) in line for line in said)
    assert said[-1].startswith("0 shoppers came")
