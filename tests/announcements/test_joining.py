"""Tickets about an incident: joined one by one or many at once, and answered once when there is news."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.announcements import answering
from shopbell.announcements.answering import answer_portion
from shopbell.announcements.incident import State
from shopbell.announcements.joining import BULK, IncidentTicket, join_incident
from shopbell.announcements.models import UpdateAnswer
from shopbell.announcements.offering import incidents_for
from shopbell.announcements.publishing import Said, publish_update
from shopbell.announcements.telling import note_updates
from shopbell.channels.delivery import State as DeliveryState
from shopbell.channels.delivery import deliver
from shopbell.channels.registry import CHANNELS
from shopbell.channels.reply import send_reply
from shopbell.channels.while_waiting import ANSWERS, Asker
from shopbell.community.ticketing import open_ticket
from shopbell.core.errors import Forbidden
from shopbell.customers.models import Customer
from shopbell.tickets.bulk_action import preview_of
from shopbell.tickets.macro import Macro, render_macro, words_of
from shopbell.tickets.merge import merge_tickets
from shopbell.tickets.message import receive_message
from shopbell.tickets.status import Status, set_status
from shopbell.tickets.ticket import Ticket, create_ticket
from shopbell.tickets.undo import undo_event

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R136")]


def tell():
    note_updates(timezone.now() + timedelta(minutes=4))
    return answer_portion()


def news(incident, by, text="The bank answers again.", tells_tickets=True):
    said = Said({"en": text}, State.WATCHING, tells_tickets=tells_tickets)
    return publish_update(incident, said, by=by)


def rules_words(ticket):
    return [each.text for each in ticket.messages.filter(rule="Status page")]


def test_a_ticket_is_about_one_incident_and_that_can_be_taken_back(begin, late_parcel, bo):
    cards, parcels = begin(), begin("Parcels are late")
    assert join_incident(late_parcel, cards, by=bo) and join_incident(late_parcel, cards, by=bo) is None
    event = join_incident(late_parcel, parcels, by=bo)
    assert late_parcel.about_incident.incident == parcels

    undo_event(event, by=bo)
    assert IncidentTicket.objects.get().incident == cards
    join_incident(late_parcel, None, by=bo)

    assert not IncidentTicket.objects.exists()
    verbs = list(late_parcel.events.order_by("pk").values_list("verb", flat=True))
    assert verbs[-4:] == ["incident_joined", "incident_joined", "incident_joined", "incident_left"]


def test_many_are_joined_at_once_with_a_preview(begin, late_parcel, wrong_size, bo):
    incident = begin()
    join_incident(late_parcel, incident, by=bo)
    assert [each.label for each in BULK.choices(bo)] == ["Cards are declined"]

    found = preview_of(Ticket.objects.all(), BULK, str(incident.pk))

    assert (found.total, found.changes) == (Ticket.objects.count(), Ticket.objects.count() - 1)
    BULK.perform(wrong_size, BULK.find(str(incident.pk)), by=bo)
    assert incident.joined.count() == 2


def test_it_is_said_beside_the_ticket_where_something_runs(client, begin, late_parcel, bo):
    client.force_login(bo)
    page = f"/desk/tickets/{late_parcel.pk}/incident/"
    assert " hidden" in client.get(page).content.decode()
    incident = begin()

    answer = client.post(page, {"incident": incident.pk}, headers={"HX-Request": "true"}).content.decode()

    assert f'value="{incident.pk}" selected' in answer and incident.joined.get().agent == bo
    client.post(page, {"incident": ""})
    assert not incident.joined.exists()


def test_news_are_an_answer_to_whoever_asked_and_only_once(begin, late_parcel, wrong_size, ada):
    incident = begin()
    join_incident(late_parcel, incident, by=ada)
    waiting_since = late_parcel.waiting_since
    news(incident, ada)

    assert [tell(), tell()] == [1, 0]

    assert rules_words(late_parcel) == ["About your question: Cards are declined\n\nThe bank answers again."]
    assert not rules_words(wrong_size) and not UpdateAnswer.objects.exists()
    late_parcel.refresh_from_db()
    assert late_parcel.waiting_since == waiting_since


def test_only_what_is_meant_for_tickets_is_said_there(begin, late_parcel, ada):
    incident = begin()
    join_incident(late_parcel, incident, by=ada)
    news(incident, ada, tells_tickets=False)

    assert tell() == 0 and not rules_words(late_parcel)


def test_a_closed_ticket_is_left_alone_and_a_solved_one_stays_solved(begin, late_parcel, wrong_size, ada):
    incident = begin()
    for ticket, status in ((late_parcel, Status.CLOSED), (wrong_size, Status.SOLVED)):
        join_incident(ticket, incident, by=ada)
        set_status(ticket, status, by=ada)
    news(incident, ada)

    assert tell() == 1

    wrong_size.refresh_from_db()
    assert wrong_size.status == Status.SOLVED and rules_words(wrong_size) and not rules_words(late_parcel)


def test_killed_between_two_answers_each_is_said_once(begin, late_parcel, wrong_size, ada):
    incident = begin()
    for ticket in (late_parcel, wrong_size):
        join_incident(ticket, incident, by=ada)
    news(incident, ada)
    note_updates(timezone.now() + timedelta(minutes=4))

    with pytest.raises(RuntimeError), transaction.atomic():
        answer_portion()
        raise RuntimeError("killed before it was kept")

    assert answer_portion() == 2
    assert len(rules_words(late_parcel)) == len(rules_words(wrong_size)) == 1


def test_the_form_says_how_many_will_read_it(client, begin, late_parcel, ada):
    client.force_login(ada)
    incident = begin()
    page = f"/desk/status/{incident.pk}/"
    assert "tells_tickets" not in client.get(page).content.decode()

    join_incident(late_parcel, incident, by=ada)

    shown = client.get(page).content.decode()
    assert "Say it in the 1 ticket about it" in shown and "1 ticket about it" in shown


def test_a_merged_ticket_takes_what_it_is_about_along(begin, late_parcel, mina, ada):
    incident = begin()
    other = create_ticket(customer=mina, channel="chat", subject="Again")
    join_incident(other, incident, by=ada)

    merge_tickets(late_parcel, other, by=ada)

    assert IncidentTicket.objects.get().ticket == late_parcel


def test_a_macro_names_it(begin, late_parcel, bo):
    macro = Macro(name="Known", text="{{ incident.title }}: {{ incident.text }}")
    assert render_macro(macro, words_of(late_parcel, bo), "en").strip() == ":"

    join_incident(late_parcel, begin(), by=bo)

    assert render_macro(macro, words_of(late_parcel, bo), "en") == "Cards are declined: The bank is slow."


def test_who_waits_and_asks_about_it_reads_it_first(begin, mina):
    def asks(words):
        ticket = create_ticket(customer=mina, channel="chat", subject="")
        receive_message(ticket, words, customer=mina, channel="chat")
        return [card.title for card in incidents_for(Asker(ticket), "en")]

    assert asks("PayPal does not work") == []
    begin()

    assert asks("PayPal does not work") == ["We know about it: Cards are declined"]
    assert asks("Were my cards declined?") and not asks("Which lamp fits?")
    assert next(iter(ANSWERS)) == "incidents"


def test_a_ticket_that_is_merged_before_it_was_its_turn_is_answered_where_it_went(
    begin, late_parcel, mina, ada
):
    incident = begin()
    other = create_ticket(customer=mina, channel="email", subject="Again")
    for ticket in (late_parcel, other):
        join_incident(ticket, incident, by=ada)
    news(incident, ada)
    note_updates(timezone.now() + timedelta(minutes=4))
    IncidentTicket.objects.filter(ticket=late_parcel).delete()
    UpdateAnswer.objects.filter(ticket=late_parcel).delete()
    merge_tickets(late_parcel, other, by=ada)

    answer_portion()

    assert len(rules_words(late_parcel)) == 1


def test_one_answer_that_fails_holds_up_no_other(begin, late_parcel, wrong_size, ada, monkeypatch):
    incident = begin()
    for ticket in (late_parcel, wrong_size):
        join_incident(ticket, incident, by=ada)
    news(incident, ada)

    def fails(ticket, *given, **more):
        if ticket == late_parcel:
            raise RuntimeError("a fault")
        return send_reply(ticket, *given, **more)

    monkeypatch.setattr(answering, "send_reply", fails)
    assert tell() == 1
    monkeypatch.setattr(answering, "send_reply", send_reply)

    assert answer_portion() == 1
    assert len(rules_words(late_parcel)) == len(rules_words(wrong_size)) == 1


def test_in_the_community_it_is_a_post_of_the_shop(begin, begin_topic, ada):
    topic = begin_topic()
    ticket, incident = open_ticket(topic), begin()
    join_incident(ticket, incident, by=ada)
    news(incident, ada)

    assert tell() == 1
    delivery = ticket.messages.get(rule="Status page").deliveries.get()
    for _twice in range(2):
        deliver(delivery.pk)

    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT
    post = topic.posts.get(is_first=False)
    assert post.author.is_staff and post.author.pseudonym == "Wexmoor" and "answers again" in post.html


def test_no_other_rule_speaks_in_the_community(begin_topic):
    topic = begin_topic()
    ticket = open_ticket(topic)

    delivery = send_reply(ticket, "We are slow.", by="Some rule", hold_seconds=0).deliveries.get()
    deliver(delivery.pk)

    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.FAILED and not topic.posts.exclude(is_first=True).exists()


@pytest.mark.parametrize("channel", ["chat", "email", "form", "community", "portal"])
def test_it_is_said_on_whichever_channel_was_asked(channel, begin, mina, ada):
    ticket = create_ticket(customer=mina, channel=channel, subject="Why?")
    receive_message(ticket, "Why?", customer=mina, channel=channel)
    incident = begin()
    join_incident(ticket, incident, by=ada)
    news(incident, ada)

    assert tell() == 1 and ticket.messages.get(rule="Status page").deliveries.exists()


def test_every_channel_that_is_answered_is_tried_above():
    assert {kind for kind in CHANNELS if kind != "note"} == {"chat", "email", "form", "community", "portal"}


def test_where_nobody_can_be_written_to_a_note_says_so(begin, shop_form, ada):
    nobody = Customer.objects.create(name="Nobody")
    ticket = create_ticket(customer=nobody, channel="form", subject="Why?")
    incident = begin()
    join_incident(ticket, incident, by=ada)
    news(incident, ada)

    assert tell() == 0
    note = ticket.messages.get()
    assert note.is_note and "could not be told the news of “Cards are declined”" in note.text


def test_who_may_not_answer_tickets_tells_nobody_there(client, begin, late_parcel, ada, monkeypatch):
    incident = begin()
    join_incident(late_parcel, incident, by=ada)
    may = Agent.may
    monkeypatch.setattr(Agent, "may", lambda self, one: one != Permission.TICKET_REPLY and may(self, one))
    client.force_login(ada)

    assert "tells_tickets" not in client.get(f"/desk/status/{incident.pk}/").content.decode()
    with pytest.raises(Forbidden):
        news(incident, ada)


def test_the_form_says_that_everybody_reads_it_in_the_community(client, begin, begin_topic, ada):
    client.force_login(ada)
    incident = begin()
    join_incident(open_ticket(begin_topic()), incident, by=ada)

    assert "everybody reads it there" in client.get(f"/desk/status/{incident.pk}/").content.decode()
