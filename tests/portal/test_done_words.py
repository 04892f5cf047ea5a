"""What was done is told in words of its own: which items, what money goes where, what comes next, and the ticket's number."""

import uuid
from email import message_from_bytes, policy

import pytest
from django.core import mail
from django.utils import translation

from shopbell.portal.done_words import done_words
from shopbell.shop.actions.run import ActionRun
from shopbell.shop.exchange import Exchange
from shopbell.shop.models import Variant
from shopbell.shop.ticket_order import link_order
from shopbell.tickets.models import Ticket
from shopbell.tickets.ticket import create_ticket
from tests.channels.email.conftest import relay, work  # noqa: F401

from .actions import CANCELLED, address, agree

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R47")]


@pytest.fixture
def delivered(sell, mina, card):
    return sell(mina, card, status="delivered")


def pieces(order, count=1, **more):
    line = order.lines.get()
    return {"line": line.pk, f"quantity-{line.pk}": count} | more


def mailed() -> str:
    work()
    return mail.outbox[-1].body


def test_a_cancelled_order_is_told_with_what_it_held_and_where_its_money_goes(minas, order):
    agree(minas, order, **CANCELLED)

    body, run = mailed(), ActionRun.objects.get()
    assert f"Your order {order} is cancelled. Nothing of it will be sent:\n2 × Vase" in body
    assert f"aid back: €148.00 · {order.payments.first().method}" in body
    assert run.sentence and run.sentence not in body
    assert body.rstrip().endswith(f"Ticket #{Ticket.objects.get().pk}")


def test_the_days_until_money_is_back_are_working_days_wherever_they_are_told(minas, order):
    asked = {"key": uuid.uuid4(), **CANCELLED}
    preview = minas.post(address(order), asked, follow=True).content.decode()
    assert "in 5 to 7 working days" in preview and "5 to 7 days" not in preview

    agree(minas, order, **CANCELLED)
    assert "in 5 to 7 working days" in mailed()


def test_a_return_is_told_with_its_pieces_the_label_and_when_the_money_comes(minas, delivered):
    agree(minas, delivered, "return_items", **pieces(delivered))

    body, run = mailed(), ActionRun.objects.get()
    assert f"You are sending this back from your order {delivered}:\n1 × Vase" in body
    assert "To be paid back: €" in body and "when it is received" in body
    assert run.effects["data"]["label"]["code"] in body and run.sentence not in body

    agree(minas, delivered, "withdraw_return")
    assert f"You keep this from your order {delivered}, and need not send it back:\n1 × Vase" in mailed()


@pytest.mark.parametrize("kind", ["return", "exchange"])
def test_what_was_withdrawn_offers_no_label_any_more(minas, delivered, vase, kind):
    line = delivered.lines.get()
    said = {"product": vase.product, "price_cents": 7400, "currency": "EUR", "stock": 4}
    red = Variant.objects.create(external_id="red", options={"colour": "red"}, **said)
    chosen = {f"variant-{line.pk}": red.pk} if kind == "exchange" else {}
    agree(minas, delivered, f"{kind}_items", **pieces(delivered, **chosen))
    run = ActionRun.objects.get()
    done = f"/portal/orders/{delivered.pk}/done/{run.pk}/"
    code = run.effects["data"]["label"]["code"]
    before = minas.get(done).content.decode()
    assert "Print the label" in before and code in before

    agree(minas, delivered, f"withdraw_{kind}")

    after = minas.get(done).content.decode()
    assert "Print the label" not in after and code not in after and "It was withdrawn" in after


def test_an_exchange_is_told_with_what_comes_instead(minas, delivered, vase):
    line = delivered.lines.get()
    red = Variant.objects.create(
        product=vase.product,
        external_id="red",
        options={"colour": "red"},
        price_cents=7400,
        currency="EUR",
        stock=4,
    )
    agree(minas, delivered, "exchange_items", **pieces(delivered, **{f"variant-{line.pk}": red.pk}))

    assert Exchange.objects.exists() and "1 × Vase “Ondine” · blue. You get: red" in mailed()


def test_a_new_address_is_told_whole(minas, order, mina):
    run = ActionRun(
        action="change_address", order=order, customer=mina, status="done",
        effects={"data": {"address": {"line1": "Low Road 4", "city": "Wexmoor", "country": "GB"}}},
    )  # fmt: skip

    said = done_words(run)
    assert (
        said.startswith(f"Your order {order} has a new delivery address.\n\nIt goes to: ")
        and "Low Road 4" in said
    )


def test_of_whom_no_language_is_known_all_words_are_in_the_desks(minas, order, mina, settings):
    settings.LANGUAGE_CODE = "de"
    mina.language = ""
    run = ActionRun(
        action="change_address", order=order, customer=mina, status="done",
        effects={"data": {"address": {"line1": "Hof 1", "city": "Wien", "country": "AT"}}},
    )  # fmt: skip

    with translation.override("de"):
        said = done_words(run)
    assert "It goes to" not in said and "Österreich" in said


def test_the_number_of_a_ticket_of_agents_alone_is_not_told(minas, mina, order, ada):
    inside = create_ticket(customer=mina, channel="email", subject="Fraud?", by=ada)
    link_order(inside, order, by=ada)

    agree(minas, order, **CANCELLED)
    assert f"#{inside.pk}" not in mailed()


def test_it_is_in_the_language_of_the_customer_and_so_is_the_page_of_the_mail(
    minas,
    mina,
    order,
    relay,  # noqa: F811
    settings,
):
    settings.EMAIL_BACKEND = "shopbell.channels.email.sending.desk_mail.DeskMail"
    mina.language = "ar"
    mina.save()

    agree(minas, order, **CANCELLED)
    work()

    (sent,) = relay.mails
    html = message_from_bytes(sent.content, policy=policy.default).get_body(("html",)).get_content()
    assert '<html lang="ar" dir="rtl">' in html and f"#{Ticket.objects.get().pk}" in html
