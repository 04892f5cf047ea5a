"""Who wrote: the sender, or the visitor of a contact form whom the mail names in Reply-To."""

import pytest

from shopbell.channels.email.joining.author import writes_for_others, writes_for_us
from shopbell.channels.email.joining.party import reply_address
from shopbell.channels.email.models import Likely
from shopbell.channels.email.receive import receive
from shopbell.channels.reply import send_reply
from shopbell.tickets.models import Ticket

from ..conftest import mail, read

pytestmark = pytest.mark.django_db
FORM = "Lamp Shop <mailer@forms.example>"


def by_form(who: str, number: int, *, sender: str = FORM, **more) -> Ticket:
    written = mail(
        f"I am {who}, where is my order?", subject="New customer message", message_id=f"<{number}@forms.example>",
        **{"from": sender, "reply_to": f"{who}@shopper.example"} | more,
    )  # fmt: skip
    return Ticket.objects.get(pk=receive(written)["ticket"])


def test_all_who_write_by_one_form_are_customers_of_their_own(care):
    kim, lee = by_form("kim", 1), by_form("lee", 2)

    assert kim.customer_id != lee.customer_id and kim.customer.address == "kim@shopper.example"
    assert (reply_address(kim), reply_address(lee)) == ("kim@shopper.example", "lee@shopper.example")
    assert not Likely.objects.exists()


def test_a_form_that_threads_its_mails_joins_nobody_with_a_stranger(care):
    kim = by_form("kim", 1)
    lee, kim_again = (
        by_form(who, number, in_reply_to="<1@forms.example>") for who, number in (("lee", 2), ("kim", 3))
    )

    assert lee != kim and kim_again == kim


def test_who_names_a_customer_in_reply_to_gets_into_no_ticket_of_theirs(care):
    """Any address that is called as forms are, or that nobody reads, may name whom it likes."""
    kim = Ticket.objects.get(
        pk=receive(mail("Mine", message_id="<1@shopper.example>", **{"from": "kim@shopper.example"}))[
            "ticket"
        ]
    )
    for number, sender in enumerate(("no-reply@evil.example", "contact@evil.example"), start=2):
        assert by_form("kim", number, sender=sender, in_reply_to="<1@shopper.example>") != kim
    own = by_form("kim", 9, sender="wordpress@shop.example", in_reply_to="<1@shopper.example>")
    assert own == kim


@pytest.mark.parametrize(("number", "more"), [(1, {}), (2, {"in_reply_to": "<1@forms.example>"})])
def test_whom_a_customer_copied_in_writes_nothing_in_their_name(care, number, more):
    """They have its Message-ID and its date, and are a party as themselves."""
    date = "Thu, 05 Mar 2026 10:00:00 +0000"
    written = mail(
        "Mine", message_id="<1@forms.example>", date=date, cc="contact@evil.example",
        **{"from": "kim@shopper.example"},
    )  # fmt: skip
    kim = Ticket.objects.get(pk=receive(written)["ticket"])

    assert by_form("kim", number, sender="contact@evil.example", date=date, **more) != kim


def test_a_shop_with_an_address_at_a_free_mail_host_owns_nobody_else_there(care):
    care.address = "lamp.shop@gmail.com"
    care.save()

    assert by_form("kim", 1, sender="eve@gmail.com").customer.address == "eve@gmail.com"
    assert not writes_for_us("contact@gmail.com") and writes_for_us("lamp.shop@gmail.com")


def test_the_visitor_answers_in_the_ticket_of_the_form(care, ada):
    kim = by_form("kim", 1)
    sent = read(send_reply(kim, "It is on its way.", by=ada).deliveries.get())
    answer = mail(
        "Thank you", message_id="<k@shopper.example>", to=sent["reply-to"], **{"from": "kim@shopper.example"}
    )

    assert sent["to"] == "kim@shopper.example" and receive(answer)["ticket"] == kim.pk


def test_a_form_that_the_inbox_names(care):
    assert by_form("kim", 1, sender="leads@crm.example").customer.address == "leads@crm.example"
    care.settings = {"form_senders": "leads@crm.example"}
    care.save()

    assert by_form("lee", 2, sender="leads@crm.example").customer.address == "lee@shopper.example"


@pytest.mark.parametrize(
    ("sender", "asked", "expected"),
    [
        ("care@shop.example", "kim@shopper.example", True),  # the inbox's own
        ("wordpress@shop.example", "kim@shopper.example", True),
        ("anything@www.shop.example", "kim@shopper.example", True),  # the shop's domain
        ("no-reply@market.example", "kim@shopper.example", True),
        ("forms@service.example", "kim@shopper.example", True),
        ("forms@service.example", "team@service.example", False),  # of one house
        ("mina@shopper.example", "mina@home.example", False),  # a person with two mailboxes
        ("forms@service.example", "no-reply@other.example", False),
        ("forms@service.example", "care@shop.example", False),  # ourselves
    ],
)
def test_who_writes_for_others(care, sender, asked, expected):
    assert writes_for_others(sender, asked) is expected


def test_the_list_of_an_inbox_takes_addresses_only(care, desk, root):
    page = f"/desk/settings/inboxes/{care.pk}/"
    known = {"name": "Care", "address": "care@shop.example", "is_active": "on"}

    wrong = desk(root).post(page, known | {"email-form_senders": "no address"})
    assert wrong.status_code == 422
    assert (
        desk(root).post(page, known | {"email-form_senders": "Leads@CRM.example, a@b.example"}).status_code
        == 302
    )
    care.refresh_from_db()
    assert care.setting("form_senders") == "leads@crm.example a@b.example"
