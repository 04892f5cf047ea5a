"""Mentions: a name after @ in a note calls an agent, if they may read the ticket."""

import pytest
from django.utils import timezone

from shopbell.core.errors import Refused
from shopbell.tickets.message import add_note
from shopbell.tickets.models import Mention, Message, Ticket
from shopbell.tickets.note import write_note
from shopbell.tickets.ticket import create_ticket
from shopbell.web.console.queue import queue_of, queues_of, with_counts
from shopbell.web.console.ticket_list import page_of
from tests.cast import agent


def called(note):
    return {str(mention.agent) for mention in note.mentions.all()}


@pytest.mark.parametrize(
    "text",
    [
        "@Ada Moreau please look",
        "@ada: please",
        "Can you, @ADA?",
        "(@Ada)",
        "@ada, @Ada Moreau",
        "ask\n@Ada.",
    ],
)
def test_a_name_or_first_name_calls_an_agent_once(late_parcel, ada, bo, text):
    note = write_note(late_parcel, text, by=bo)

    assert called(note) == {"Ada Moreau"}
    event = late_parcel.events.get(verb="mentioned")
    assert (event.agent, event.message, event.data["to_ids"]) == (bo, note, [ada.pk])


@pytest.mark.parametrize(
    "text", ["Mail ada@desk.example", "Adam was @Adam", "@@ada", "@nobody", "@ ada", "Ada"]
)
def test_what_only_looks_like_a_name_calls_nobody(late_parcel, ada, bo, text):
    assert called(write_note(late_parcel, text, by=bo)) == set()


def test_nobody_calls_themselves(late_parcel, bo):
    assert called(write_note(late_parcel, "@Bo, remember", by=bo)) == set()


def test_the_author_is_told_of_who_may_not_read_the_ticket_and_nothing_is_written(late_parcel, bo, cy):
    with pytest.raises(Refused, match="Cy Adeyemi may not read this ticket"):
        write_note(late_parcel, "@Cy what do you think?", by=bo)

    assert not Message.objects.filter(kind="note").exists()


def test_a_name_that_several_have_must_be_whole(late_parcel, ada, bo, returns):
    agent("Adam Other", "Agent", returns)
    other = agent("Bea Moreau", "Agent", returns)
    other.name = "Ada Lind"
    other.save()

    with pytest.raises(Refused, match="several people called Ada"):
        write_note(late_parcel, "@Ada?", by=bo)
    assert called(write_note(late_parcel, "@Ada Lind?", by=bo)) == {"Ada Lind"}


def test_a_note_that_is_sent_twice_calls_once(late_parcel, ada, bo):
    import uuid

    client_id = uuid.uuid4()
    for _ in range(2):
        write_note(late_parcel, "@Ada", by=bo, client_id=client_id)

    assert Mention.objects.count() == 1
    assert late_parcel.events.filter(verb="mentioned").count() == 1


def mentions(agent):
    queue = queue_of(agent, "mentions")
    rows = page_of(queue, agent, timezone.now()).rows
    count = next(each.count for each in with_counts(queues_of(agent), agent) if each.slug == "mentions")
    return [row["subject"] for row in rows], count


def test_the_view_shows_unread_mentions_first_and_counts_them(desk, late_parcel, wrong_size, ada, bo):
    first = write_note(late_parcel, "@Ada look", by=bo)
    write_note(wrong_size, "@Ada and here", by=bo)
    assert mentions(ada) == (["The shirt is too small", "Where is my parcel?"], 2)

    desk(ada).post(f"/desk/tickets/{wrong_size.pk}/seen/", {"message": wrong_size.messages.last().pk})
    assert mentions(ada) == (["Where is my parcel?", "The shirt is too small"], 1)

    desk(ada).post(f"/desk/tickets/{late_parcel.pk}/seen/", {"message": first.pk})
    assert mentions(ada)[1] == 0
    assert mentions(bo) == ([], 0)


def test_a_mention_in_a_ticket_that_has_left_my_sight_is_not_shown(late_parcel, ada, bo, returns, advice):
    write_note(late_parcel, "@Bo", by=ada)
    Ticket.objects.update(team=advice)

    assert mentions(bo) == ([], 0)


def test_the_view_goes_on_where_a_page_ends(late_parcel, ada, bo, mina, returns):
    for number in range(7):
        ticket = create_ticket(customer=mina, channel="email", subject=str(number), team=returns)
        note = add_note(ticket, "x", by=bo)[0]
        seen_at = timezone.now() if number % 2 else None
        Mention.objects.create(message=note, agent=ada, seen_at=seen_at)
    queue, found, after = queue_of(ada, "mentions"), [], ""
    for _page in range(4):
        page = page_of(queue, ada, timezone.now(), after=after, size=2)
        found += [row["subject"] for row in page.rows]
        after = page.next

    assert (found, after) == (["6", "4", "2", "0", "5", "3", "1"], "")
