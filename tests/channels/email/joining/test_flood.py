"""A sender who writes without end, and two desks that thank each other: both come to an end, and nothing is lost."""

import pytest

from shopbell.channels.email import inbound
from shopbell.channels.email.authenticity.verdict import Result, Standing, Verdict
from shopbell.channels.email.inbound import process
from shopbell.channels.email.raw_mail import Arrival, Door, keep
from shopbell.channels.email.receive import receive
from shopbell.channels.email.sending.acknowledge import acknowledge
from shopbell.channels.email.sending.outbound import compose
from shopbell.channels.models import Delivery
from shopbell.customers.models import Customer
from shopbell.notifications.kind import Kind
from shopbell.notifications.news import news_of
from shopbell.tickets.models import Event, Message, Ticket
from shopbell.tickets.status import Status, set_status

from ..conftest import mail


@pytest.fixture
def few(settings):
    """Three mails an hour are enough."""
    settings.FLOOD_HOUR = 3


def write(number: int, **headers: str) -> Ticket:
    told = receive(mail(f"Alarm {number}", message_id=f"<{number}@probe.example>", **headers))
    return Ticket.objects.get(pk=told["ticket"])


def test_a_flood_is_gathered_in_one_ticket_and_nothing_is_lost(care, few):
    tickets = [write(number) for number in range(10)]

    assert len(set(tickets[:4])) == 4
    assert set(tickets[3:]) == {tickets[3]}
    assert Message.objects.filter(text__startswith="Alarm").count() == 10
    event = tickets[3].events.get(verb="flooded")
    assert event.data == {"address": "mina@shopper.example", "count": 3}


def test_the_leads_of_its_team_are_told(care, few, ada, bo):
    ticket = [write(number) for number in range(4)][-1]
    news = news_of(ticket.events.get(verb="flooded"))

    assert news.kind == Kind.FLOOD
    assert news.agent_ids == {ada.pk}


@pytest.mark.parametrize("lacks", ["team", "lead"])
def test_without_a_team_or_its_lead_the_admins_are_told(care, few, ada, root, lacks):
    if lacks == "team":
        care.team = None
        care.save()
    else:
        care.team.memberships.update(is_lead=False)
    ticket = [write(number) for number in range(4)][-1]

    assert news_of(ticket.events.get(verb="flooded")).agent_ids == {root.pk}


def test_others_are_not_gathered_with_them(care, few):
    flood = [write(number) for number in range(5)][-1]

    assert write(90, **{"from": "theo@shopper.example"}) != flood


def test_a_form_that_mails_for_all_visitors_is_many_senders(care, few):
    tickets = {
        write(n, **{"from": "form@shop.example", "reply_to": f"visitor-{n}@shopper.example"})
        for n in range(8)
    }

    assert len(tickets) == 8


def test_an_answer_still_finds_its_ticket(care, few):
    first = [write(number) for number in range(6)][0]
    told = receive(mail("And?", message_id="<more@x.example>", references="<0@probe.example>"))

    assert told["ticket"] == first.pk


def test_a_flood_whose_ticket_is_solved_begins_anew(care, few):
    flood = [write(number) for number in range(5)][-1]
    set_status(flood, Status.SOLVED)

    again = write(50)
    assert again != flood
    assert again.events.filter(verb="flooded").exists()


def test_an_hour_later_it_is_a_customer_like_others(care, few):
    from datetime import timedelta

    from django.utils import timezone

    flood = [write(number) for number in range(5)][-1]
    Message.objects.update(created_at=timezone.now() - timedelta(hours=2))

    assert write(60) != flood


def test_a_limit_of_none_gathers_nothing(care, settings):
    settings.FLOOD_HOUR = 0

    assert len({write(number) for number in range(5)}) == 5


@pytest.fixture
def judged(monkeypatch):
    """Have the check of senders find these standings, mail after mail."""

    def judged(*standings: Standing) -> None:
        left = iter(standings)

        def check(rows):
            verdict = Verdict(next(left), sender="mina@shopper.example", dmarc=Result.FAIL)
            return {row.pk: verdict for row in rows}

        monkeypatch.setattr(inbound, "check_senders", check)

    return judged


def test_who_forges_a_customer_floods_without_them(care, few, judged):
    judged(*([Standing.FORGED] * 5 + [Standing.VERIFIED, Standing.FORGED] * 4))
    tickets = [write(number) for number in range(13)]
    forged, genuine = [*tickets[3:5], *tickets[6::2]], tickets[5::2]

    assert len(set(forged)) == 1
    assert len(set(genuine)) == 4 and not set(genuine) & set(forged)
    assert acknowledge(genuine[0].messages.get())
    assert [each.events.filter(verb="flooded").count() for each in [forged[0], *genuine]] == [1, 0, 0, 0, 1]


def test_a_genuine_flood_and_a_forged_one_are_gathered_apart(care, few, judged):
    judged(*([Standing.FORGED, Standing.VERIFIED] * 8))
    tickets = [write(number) for number in range(16)]

    assert len(set(tickets[6::2])) == len(set(tickets[7::2])) == 1
    assert tickets[6] != tickets[7]
    assert Event.objects.filter(verb="flooded").count() == 2


def test_mails_that_name_nobody_are_a_flood_too(care, few):
    tickets = [write(number, **{"from": ""}) for number in range(8)]

    assert len(set(tickets)) == 4 and len(set(tickets[3:])) == 1
    assert Message.objects.filter(text__startswith="Alarm").count() == 8
    assert Customer.objects.filter(name="Unknown sender").count() == 4
    assert write(20, **{"from": "theo@shopper.example"}) not in tickets


def test_an_envelope_tells_apart_who_writes_without_a_from(care, few):
    def named(number: int, sender: str) -> Ticket:
        raw = mail(f"Alarm {number}", message_id=f"<{number}@x.example>", **{"from": ""})
        return process(keep(Arrival(raw, Door.SMTP, sender, inbox_id=care.pk)).pk).ticket

    flood = [named(number, "probe@machine.example") for number in range(6)]
    assert len(set(flood)) == 4
    assert named(20, "theo@shopper.example") not in flood
    assert write(21, **{"from": ""}) not in flood


# --- loops -----------------------------------------------------------------------------------------------------


def test_our_acknowledgement_silences_whoever_reads_headers(care):
    delivery = acknowledge(Message.objects.get(pk=receive(mail())["message"]))
    thanks = compose(delivery).as_bytes()

    told = receive(
        thanks.replace(b"shopbell.", b"other.").replace(b"care@shop.example", b"desk@other.example")
    )
    assert acknowledge(Message.objects.get(pk=told["message"])) is None


@pytest.mark.requirement("R23")
def test_two_desks_that_thank_each_other_and_mark_nothing_come_to_an_end(care, settings):
    """The other one answers each mail of ours under a subject, an id and a number of its own, for as long as we do."""
    settings.AUTOMATIC_HOUR = 4
    rounds, raw = 0, mail("Hello", **{"from": "desk@other.example"})
    while rounds < 50:
        message = Message.objects.get(pk=receive(raw)["message"])
        if acknowledge(message) is None:
            break
        rounds += 1
        raw = mail(
            f"Thank you! Your number is {rounds}.", subject=f"[Other #{rounds}]",
            message_id=f"<{rounds}@other.example>", **{"from": "desk@other.example"},
        )  # fmt: skip

    assert rounds == 4
    assert Delivery.objects.filter(purpose="acknowledgement").count() == 4
    assert message.ticket.events.get(verb="not_acknowledged").data["why"] == "enough"


def test_the_ticket_says_above_its_mails_what_was_gathered_and_what_to_do(desk, care, few, ada):
    ticket = [write(number) for number in range(10)][-1]

    page = desk(ada).get(f"/desk/tickets/{ticket.pk}/").content.decode()

    assert "7 mails of this sender were gathered here." in page
    assert "mina@shopper.example wrote without end" in page and "Mark as spam" in page


def test_a_ticket_without_a_flood_says_nothing_of_one(desk, care, few, ada):
    assert 'id="flood"' not in desk(ada).get(f"/desk/tickets/{write(1).pk}/").content.decode()
