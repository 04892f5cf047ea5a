"""What was attached is let in and detached again: both tickets as they were, and nobody in who was out."""

import pytest
from django.forms.models import model_to_dict
from django.template.loader import render_to_string

from shopbell.channels.email.joining.likely import Likely, attach_mail, detach_mail, likely_of
from shopbell.channels.email.joining.party import is_party, reply_address
from shopbell.channels.email.sending.addressees import answer_to
from shopbell.channels.reply import send_reply
from shopbell.customers.erasure import erase_customer
from shopbell.tickets.merge import merge_tickets, unmerge_ticket
from shopbell.tickets.models import Ticket
from shopbell.tickets.ticket import create_ticket
from tests.channels.email.joining.likely import EVE, opened_by, writes_again

from ..conftest import mail, work


def test_who_is_let_in_writes_into_the_ticket_from_then_on(likely, question, from_home, desk, ada):
    desk(ada).post(f"/desk/tickets/{from_home.pk}/attach/", {"party": "1"})

    assert "eve@home.example" in answer_to(question, None, is_to_all=True).cc
    assert writes_again() == question.pk
    assert question.events.get(verb="let_in").data["address"] == "eve@home.example"
    question.refresh_from_db()
    assert reply_address(question) == "mina@shopper.example"


def columns(*tickets: Ticket) -> list[dict]:
    return [
        {
            **model_to_dict(Ticket.objects.get(pk=each.pk)),
            "messages": list(each.messages.order_by("pk").values()),
        }
        for each in tickets
    ]


@pytest.mark.parametrize("is_party_too", [True, False])
def test_detaching_restores_both_exactly(likely, question, from_home, ada, is_party_too):
    before = columns(question, from_home)

    attach_mail(likely, by=ada, is_party=is_party_too)
    detach_mail(Likely.objects.get(), by=ada)
    detach_mail(Likely.objects.get(), by=ada)
    assert columns(question, from_home) == before
    assert not is_party(question, "eve@home.example")
    assert is_party(from_home, "eve@home.example")
    assert likely_of(Ticket.objects.get(pk=from_home.pk), ada)


def told_of_eve(ticket: Ticket) -> list[tuple[str, str]]:
    """What the ticket's timeline says of who takes part."""
    told = ticket.events.filter(verb__in=["let_in", "let_out"]).order_by("pk")
    return [(each.verb, each.data["address"]) for each in told]


def test_the_timeline_says_when_who_was_let_in_is_out_again(likely, question, ada):
    attach_mail(likely, by=ada, is_party=True)
    detach_mail(Likely.objects.get(), by=ada)
    attach_mail(Likely.objects.get(), by=ada)
    detach_mail(Likely.objects.get(), by=ada)

    assert told_of_eve(question) == [("let_in", "eve@home.example"), ("let_out", "eve@home.example")]
    words = render_to_string("tickets/_event.html", {"event": question.events.get(verb="let_out")})
    assert "eve@home.example takes no part in this ticket any more." in words


@pytest.mark.parametrize("is_detached", [True, False])
def test_the_timeline_says_nobodys_address_once_they_are_erased(
    likely, question, from_home, ada, is_detached
):
    attach_mail(likely, by=ada, is_party=True)
    if is_detached:
        detach_mail(Likely.objects.get(), by=ada)
    eve = from_home.customer
    erase_customer(eve, str(eve), by=ada)
    work()

    assert not Ticket.objects.filter(pk=from_home.pk).exists()
    assert told_of_eve(question) == [("let_in", "…"), ("let_out", "…")]


@pytest.mark.parametrize("is_party_too", [True, False])
def test_taking_the_merge_back_detaches_as_well(likely, question, from_home, ada, is_party_too):
    """By the merge's own button, or when one of the two is erased."""
    send_reply(Ticket.objects.get(pk=from_home.pk), "Who are you?", by=ada)
    attach_mail(likely, by=ada, is_party=is_party_too)
    unmerge_ticket(from_home, by=ada)

    assert not is_party(question, "eve@home.example")
    home = Ticket.objects.get(pk=from_home.pk)
    assert answer_to(home, None, is_to_all=True).to == ["eve@home.example"]
    likely = likely_of(home, ada)
    assert likely and not likely.is_party


def test_taking_the_merge_back_makes_the_strangers_friends_parties_of_their_own_ticket(question, ada):
    opened = opened_by(
        mail("Any news?", message_id="<home@home.example>", references="<first@shopper.example>",
             cc="friend@home.example", **EVE)
    )  # fmt: skip
    attach_mail(Likely.objects.get(opened=opened), by=ada)
    assert not is_party(question, "friend@home.example")

    unmerge_ticket(opened, by=ada)
    assert is_party(opened, "friend@home.example")


def test_detaching_leaves_outside_whom_nobody_had_let_into_the_detached_one(likely, from_home, question, ada):
    zed = {"from": "zed@zed.example", "message_id": "<zed@zed.example>"}
    attach_mail(
        Likely.objects.get(opened=opened_by(mail("Me too", references="<home@home.example>", **zed))), by=ada
    )

    attach_mail(likely, by=ada)
    assert not is_party(question, "zed@zed.example")
    detach_mail(Likely.objects.get(pk=likely.pk), by=ada)
    home = Ticket.objects.get(pk=from_home.pk)
    assert home.messages.filter(text="Me too").exists()
    assert not is_party(home, "zed@zed.example")


def test_detaching_leaves_what_came_since(likely, question, from_home, desk, ada):
    attach_mail(likely, by=ada, is_party=True)
    writes_again()
    desk(ada).post(f"/desk/tickets/{from_home.pk}/detach/")

    assert question.messages.filter(text="More 2").exists()
    assert from_home.messages.filter(text="Any news?").exists()


def test_an_agent_who_sees_one_of_the_two_can_do_nothing(likely, question, from_home, desk, bo, advice):
    question.team = advice
    question.save()
    console = desk(bo)

    assert (
        "Attach it to another ticket?" not in console.get(f"/desk/tickets/{from_home.pk}/").content.decode()
    )
    for way in ("attach", "detach", "no-likely"):
        assert console.post(f"/desk/tickets/{from_home.pk}/{way}/").status_code == 404
    from_home.refresh_from_db()
    assert from_home.merged_into is None


@pytest.mark.parametrize("is_hidden", [True, False])
def test_what_was_merged_elsewhere_is_detached_by_whoever_sees_that_ticket(
    likely, question, from_home, desk, bo, advice, is_hidden
):
    elsewhere = create_ticket(customer=question.customer, channel="email", subject="Another")
    merge_tickets(elsewhere, from_home, by=None, across_customers=True)
    Ticket.objects.filter(pk=(elsewhere if is_hidden else question).pk).update(team=advice)

    status = desk(bo).post(f"/desk/tickets/{from_home.pk}/detach/").status_code
    from_home = Ticket.objects.get(pk=from_home.pk)
    assert (status, from_home.merged_into) == ((404, elsewhere) if is_hidden else (302, None))
