"""Whether a ticket is simple, ordinary or complex: by its facts, unless an agent says otherwise."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from shopbell.core.errors import Refused
from shopbell.promises.choosing import choose_due
from shopbell.promises.goal_policy import GoalPolicy
from shopbell.promises.models import TicketClocks
from shopbell.reactions import REACTIONS
from shopbell.shop.order import Order
from shopbell.shop.ticket_order import link_order, unlink_order
from shopbell.tickets import complexity
from shopbell.tickets.complexity import (
    Complexity,
    at_level,
    choose_complexity,
    complexity_of,
    judge_tickets,
    judge_unsolved,
    levels_of,
)
from shopbell.tickets.complexity_factor import FACTORS, Level, judge, judged
from shopbell.tickets.event import Event, Verb
from shopbell.tickets.filter.condition import Asker
from shopbell.tickets.filter.language import parse
from shopbell.tickets.filter.query import question
from shopbell.tickets.merge import merge_tickets, unmerge_ticket
from shopbell.tickets.message import Message, receive_message, write_reply
from shopbell.tickets.opening import open_with_message
from shopbell.tickets.status import reopen_ticket, solve_ticket
from shopbell.tickets.ticket import Ticket
from shopbell.tickets.transfer import Words, transfer_ticket
from shopbell.tickets.undo import undo_event

pytestmark = pytest.mark.requirement("R117")
MANY_QUESTIONS = "Where is it? When does it come? Who brings it? May I send it back? And who pays for that?"
COUNTS = st.dictionaries(st.sampled_from([each.code for each in FACTORS]), st.integers(0, 5000))


def told(ticket) -> tuple[Level, list[str]]:
    judge_tickets([ticket.pk])
    found = complexity_of(ticket)
    return found.level, [reason for reason, _points in found.reasons]


def ask_much(ticket, customer, bo, times: int = 6) -> None:
    for _ in range(times):
        write_reply(ticket, "Like this?", by=bo, channel=ticket.channel)
        receive_message(ticket, "No. Why not? And what now?", customer=customer, channel=ticket.channel)


def counted(factor, ticket) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"select {factor.sql} from tickets_ticket t where t.id = %s", [ticket.pk])
        return cursor.fetchone()[0]


@settings(max_examples=60, deadline=None)
@given(COUNTS, st.sampled_from([each.code for each in FACTORS]), st.integers(1, 100))
def test_more_of_anything_never_makes_a_ticket_simpler(counts, code, more):
    before, after = judge(counts), judge({**counts, code: counts.get(code, 0) + more})

    assert after.points >= before.points and after.level >= before.level
    assert before.points == sum(points for _code, _count, points in before.parts)


def test_no_fact_alone_but_many_questions_make_it_complex_only_with_others():
    assert judge({}).level == Level.SIMPLE
    assert all(judge({each.code: 10**6}).level < Level.COMPLEX for each in FACTORS)
    assert judge({"questions": 5, "orders": 3}).level == Level.COMPLEX


@pytest.mark.django_db
def test_a_short_question_is_simple_and_costs_no_row(late_parcel):
    assert told(late_parcel) == (Level.SIMPLE, [])
    assert not Complexity.objects.exists()


@pytest.mark.django_db
def test_what_is_asked_and_how_often_it_went_to_and_fro_count(late_parcel, mina, bo):
    receive_message(late_parcel, MANY_QUESTIONS, customer=mina, channel="email")
    level, reasons = told(late_parcel)
    assert level == Level.ORDINARY and any("questions" in reason for reason in reasons)

    ask_much(late_parcel, mina, bo)
    level, reasons = told(late_parcel)
    assert level == Level.COMPLEX and "Wrote back 6 times" in reasons


@pytest.mark.django_db
def test_question_marks_of_addresses_and_in_a_row_are_not_questions(late_parcel, mina):
    text = "See https://shop.example/?a=1 and https://shop.example/?b=2 and ?c=3 – why???"
    receive_message(late_parcel, text, customer=mina, channel="email")
    receive_message(late_parcel, "أين طلبي؟ متى يصل؟", customer=mina, channel="email")

    before = "?" in late_parcel.messages.first().text
    assert judged([late_parcel.pk])[late_parcel.pk].parts == (("questions", 3 + before, 1),)


@pytest.mark.django_db
def test_orders_transfers_reopenings_and_merges_count_and_what_is_undone_does_not(
    late_parcel, wrong_size, mina, theo, bo, ada, root
):
    orders = [
        Order.objects.create(
            customer=late_parcel.customer, number=f"2040{each}", external_id=str(each), currency="EUR"
        )
        for each in range(3)
    ]
    for order in orders:
        link_order(late_parcel, order, by=bo)
    assert told(late_parcel) == (Level.ORDINARY, ["3 orders"])
    unlink_order(late_parcel, orders[0], by=bo)
    unlink_order(late_parcel, orders[1], by=bo)
    assert told(late_parcel) == (Level.SIMPLE, [])

    solve_ticket(late_parcel, by=bo)
    reopen_ticket(late_parcel, by=bo)
    transfer_ticket(late_parcel, Words("Please go on"), agent=ada, by=bo)
    assert told(late_parcel)[0] == Level.ORDINARY
    assert set(told(late_parcel)[1]) == {"Reopened 1 time", "Transferred 1 time"}

    merge = merge_tickets(late_parcel, wrong_size, by=root, across_customers=True)
    assert told(late_parcel)[0] == Level.COMPLEX
    unmerge_ticket(merge.gone, by=root)
    assert told(late_parcel)[0] == Level.ORDINARY


@pytest.mark.django_db
def test_a_change_of_level_is_one_event_and_a_second_look_none(late_parcel, mina, bo):
    ask_much(late_parcel, mina, bo)

    assert judge_tickets([late_parcel.pk]) == 1
    assert judge_tickets([late_parcel.pk]) == 0
    found = late_parcel.events.get(verb=Verb.COMPLEXITY_FOUND)
    assert (found.data["before"], found.data["complexity"]) == ("simple", "complex")


@pytest.mark.django_db
def test_what_an_agent_says_counts_until_they_leave_it_to_the_desk_again(late_parcel, mina, bo):
    event = choose_complexity(late_parcel, "complex", by=bo)
    assert told(late_parcel)[0] == Level.COMPLEX and complexity_of(late_parcel).is_chosen
    assert choose_complexity(late_parcel, "complex", by=bo) is None

    undo_event(event, by=bo)
    assert told(late_parcel)[0] == Level.SIMPLE and not Complexity.objects.exists()

    choose_complexity(late_parcel, "simple", by=bo)
    ask_much(late_parcel, mina, bo)
    level, reasons = told(late_parcel)
    assert level == Level.SIMPLE and reasons  # the facts are still told
    assert not late_parcel.events.filter(verb=Verb.COMPLEXITY_FOUND).exists()
    choose_complexity(late_parcel, None, by=bo)
    assert complexity_of(late_parcel).level == Level.COMPLEX


@pytest.mark.django_db
def test_an_undo_puts_nothing_back_that_was_changed_since(late_parcel, bo, ada):
    event = choose_complexity(late_parcel, "complex", by=bo)
    choose_complexity(late_parcel, "simple", by=ada)

    with pytest.raises(Refused):
        undo_event(event, by=bo)


@pytest.mark.django_db
def test_filters_find_what_the_tickets_say(late_parcel, wrong_size, ada, bo):
    choose_complexity(wrong_size, "complex", by=bo)
    choose_complexity(late_parcel, "simple", by=bo)

    for text, expected in {
        "complexity:complex": {wrong_size},
        "complexity:simple": {late_parcel},
        "complexity:ordinary": set(),
        "-complexity:complex": {late_parcel},
        "complexity:simple,complex": {late_parcel, wrong_size},
    }.items():
        asker = Asker.of(ada, timezone.now())
        assert set(Ticket.objects.filter(question(parse(text, asker), asker))) == expected, text
    assert set(Ticket.objects.filter(at_level([Level.COMPLEX]))) == {wrong_size}
    assert levels_of([late_parcel, wrong_size])[wrong_size.pk] == Level.COMPLEX


@pytest.mark.django_db
def test_a_goal_may_promise_complex_tickets_sooner(late_parcel, bo):
    conditions = [{"field": "complexity", "values": ["complex"]}]
    GoalPolicy.objects.create(name="Complex", conditions=conditions, first_reply_seconds=600, position=1)
    choose_due(timezone.now())
    choose_complexity(late_parcel, "complex", by=bo)
    choose_due(timezone.now())

    clocks = TicketClocks.objects.get(ticket=late_parcel)
    assert str(clocks.policy_version.name) == "Complex"
    assert clocks.due_at - late_parcel.created_at <= timedelta(seconds=700)


@pytest.mark.django_db
def test_tickets_from_before_are_judged_and_so_is_what_slipped_through(late_parcel, wrong_size, mina, bo):
    ask_much(late_parcel, mina, bo)
    complexity.PORTION, kept = 1, complexity.PORTION
    try:
        assert judge_unsolved() == 1
    finally:
        complexity.PORTION = kept
    assert complexity_of(late_parcel).level == Level.COMPLEX


@pytest.mark.django_db
def test_the_beginning_of_a_talk_without_end_says_enough(late_parcel, mina):
    factor = next(each for each in FACTORS if each.code == "length")
    said = {"ticket": late_parcel, "kind": "reply", "channel": "email", "customer": mina, "text": "x" * 10}
    Message.objects.filter(ticket=late_parcel).delete()
    Message.objects.bulk_create([Message(**said) for _number in range(250)])

    assert counted(factor, late_parcel) == 2_000


@pytest.mark.django_db
def test_what_a_rule_or_an_agent_writes_for_a_customer_is_no_turn_of_theirs(late_parcel, mina, bo):
    factor = next(each for each in FACTORS if each.code == "exchanges")
    before = counted(factor, late_parcel)
    write_reply(late_parcel, "Like this?", by=bo, channel="email")
    more = {
        "ticket": late_parcel,
        "kind": "reply",
        "channel": "email",
        "customer": mina,
        "text": "Sent for you",
    }
    Message.objects.create(**more, rule="An answer by itself")

    assert counted(factor, late_parcel) == before


@pytest.mark.django_db
def test_a_night_judges_only_so_many_anew_and_the_next_goes_on(
    late_parcel, wrong_size, mina, bo, monkeypatch
):
    ask_much(late_parcel, mina, bo)
    ask_much(wrong_size, mina, bo)
    Complexity.objects.all().delete()
    monkeypatch.setattr(complexity, "PORTION", 1)
    monkeypatch.setattr(complexity, "MOST_NEW", 1)

    assert [judge_unsolved() for _night in range(3)] == [1, 1, 0]


def test_it_is_judged_before_triggers_and_routing_look():
    order = [reaction.react.__module__.rpartition(".")[2] for reaction in REACTIONS]

    assert order.index("complexity") < order.index("reacting") < order.index("looking")


@pytest.mark.django_db
def test_a_short_message_that_opens_a_ticket_is_not_judged_and_all_others_are(mina, bo, monkeypatch):
    judged_ids: list[int] = []
    monkeypatch.setattr(complexity, "judge_tickets", lambda ids: judged_ids.extend(ids))

    short = open_with_message(customer=mina, channel="email", subject="?", text="Where is it?").ticket
    long = open_with_message(customer=mina, channel="email", subject="?", text=MANY_QUESTIONS).ticket
    for ticket in (short, long):
        complexity.react(ticket.events.get(verb=Verb.RECEIVED))
    assert judged_ids == [long.pk]

    write_reply(short, "In Hull.", by=bo, channel="email")
    receive_message(short, "And now?", customer=mina, channel="email")
    complexity.react(Event.objects.filter(ticket=short, verb=Verb.RECEIVED).latest("pk"))
    assert judged_ids == [long.pk, short.pk]
