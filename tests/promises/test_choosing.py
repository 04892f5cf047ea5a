"""The first policy whose filter a ticket meets is the one that applies, looked at after whatever may change it."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shopbell.promises import choosing
from shopbell.promises.business_hours import BusinessHours
from shopbell.promises.choosing import begin_clocks, choose_due, choose_now, look_again
from shopbell.promises.goal_policy import GoalPolicy
from shopbell.promises.models import TicketClocks
from shopbell.tickets.assignment import move_to_team
from shopbell.tickets.because import in_bulk_run
from shopbell.tickets.event import Verb
from shopbell.tickets.opening import open_with_message
from shopbell.tickets.snooze import snooze_ticket, wake_ticket
from shopbell.tickets.status import reopen_ticket, solve_ticket
from shopbell.tickets.tag import make_tag, remove_tag, tag_ticket
from shopbell.tickets.ticket import Ticket, prioritize_ticket
from tests.two_connections import Other, held_up_by_us

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R108")]


def chosen(ticket) -> tuple[str, str] | None:
    """The policy and the hours that the clocks go by, once all marks were looked at."""
    choose_due(timezone.now())
    assert choose_due(timezone.now()) == 0
    row = TicketClocks.objects.select_related("policy_version", "hours_version").get(ticket=ticket)
    return str(row.policy_version), str(row.hours_version)


def urgent(**more) -> GoalPolicy:
    urgent = [{"field": "priority", "values": ["urgent"]}]
    return GoalPolicy.objects.create(
        name="Urgent", conditions=urgent, first_reply_seconds=600, position=1, **more
    )


def test_the_channel_says_which_of_the_first_goals_apply(late_parcel, wrong_size):
    assert chosen(late_parcel) == ("Everything else", "None")
    assert chosen(wrong_size) == ("Chat", "None")


def test_what_changes_of_a_ticket_may_bring_other_goals(late_parcel, ada):
    urgent(counts="always")
    assert chosen(late_parcel)[0] == "Everything else"
    prioritize_ticket(late_parcel, 4, by=ada)

    assert chosen(late_parcel)[0] == "Urgent"
    assert late_parcel.events.filter(verb=Verb.GOALS_CHOSEN).count() == 2


def test_a_goal_may_ask_for_what_rests(late_parcel, ada):
    resting = [{"field": "is", "values": ["snoozed"]}]
    GoalPolicy.objects.create(name="Resting", conditions=resting, first_reply_seconds=600, position=1)
    assert chosen(late_parcel)[0] == "Everything else"
    snooze_ticket(late_parcel, until=None, by=ada)
    assert chosen(late_parcel)[0] == "Resting"
    wake_ticket(late_parcel, by=ada)

    assert chosen(late_parcel)[0] == "Everything else"


def test_what_changes_nothing_leaves_no_trace(late_parcel, ada):
    assert chosen(late_parcel)
    tag_ticket(late_parcel, make_tag("parcel"), by=ada)
    assert TicketClocks.objects.get().unlooked_event_id

    assert chosen(late_parcel)
    assert late_parcel.events.filter(verb=Verb.GOALS_CHOSEN).count() == 1


def test_the_hours_are_those_of_the_team(wrong_size, advice, ada):
    BusinessHours.objects.create(name="Advice").teams.set([advice])
    assert chosen(wrong_size) == ("Chat", "None")
    move_to_team(wrong_size, advice, by=ada)

    assert chosen(wrong_size) == ("Chat", "Advice v1")


def test_goals_that_say_something_else_are_chosen_anew_for_unsolved_tickets(late_parcel):
    assert chosen(late_parcel)
    policy = GoalPolicy.objects.get(name="Everything else")
    policy.first_reply_seconds = 600
    policy.save()
    look_again()

    assert chosen(late_parcel)
    assert TicketClocks.objects.get().policy_version == policy.versions.get(number=2)


def test_a_desk_without_goals_notes_that_none_apply_once(late_parcel, ada):
    GoalPolicy.objects.all().delete()
    assert chosen(late_parcel) == ("None", "None")
    prioritize_ticket(late_parcel, 4, by=ada)

    assert chosen(late_parcel)
    assert late_parcel.events.get(verb=Verb.GOALS_CHOSEN).data["policy"] == ""


def test_a_ticket_from_before_there_were_clocks_gets_some(late_parcel):
    TicketClocks.objects.all().delete()
    assert begin_clocks() == 1

    assert chosen(late_parcel) == ("Everything else", "None")
    assert begin_clocks() == 0


def test_many_new_tickets_are_chosen_for_in_one_transaction(mina):
    def asked(count: int) -> list[str]:
        for _ in range(count):
            open_with_message(customer=mina, channel="email", text="?")
        with CaptureQueriesContext(connection) as queries:
            assert choose_due(timezone.now()) == count
        return [each["sql"] for each in queries]

    few, many = asked(2), asked(12)

    assert TicketClocks.objects.filter(policy_version__name="Everything else").count() == 14
    assert sum(sql.startswith("SAVEPOINT") for sql in many) == 2  # what is asked, and what is written
    assert len(many) == len(few)


@pytest.mark.django_db(transaction=True)
def test_a_ticket_that_a_verb_holds_is_left_and_the_others_are_chosen_for(mina):
    held, free = (open_with_message(customer=mina, channel="email", text="?").ticket for _ in range(2))
    with transaction.atomic():
        held.lock()
        assert Other(choose_due, timezone.now()).outcome() == 2
        assert Other(choose_due, timezone.now()).outcome() == 0

        unlooked = TicketClocks.objects.filter(unlooked_event_id__isnull=False)
        assert [each.ticket for each in unlooked] == [held]
        assert free.events.filter(verb=Verb.GOALS_CHOSEN).exists()

    assert chosen(held) == ("Everything else", "None")


def test_what_was_asked_before_a_change_never_overwrites_what_was_chosen_after_it(
    late_parcel, ada, monkeypatch
):
    """Two who choose at once: the slower one read the ticket before it became urgent, and writes last."""
    urgent(counts="always")
    ask, slow = choosing.choices_of, []

    def ask_slowly(ids, now):
        found = ask(ids, now)
        if not slow:
            slow.append(True)
            prioritize_ticket(late_parcel, 4, by=ada)
            choose_due(now)
        return found

    monkeypatch.setattr(choosing, "choices_of", ask_slowly)
    choose_due(timezone.now())

    assert chosen(late_parcel)[0] == "Urgent"
    policies = late_parcel.events.filter(verb=Verb.GOALS_CHOSEN).order_by("pk")
    assert [each.data["policy"] for each in policies] == ["Urgent"]


@pytest.mark.django_db(transaction=True)
def test_who_chooses_at_once_asks_after_whoever_holds_the_ticket(late_parcel, ada):
    urgent(counts="always")
    with held_up_by_us(choose_now, Ticket.objects.get(pk=late_parcel.pk), timezone.now()) as others:
        prioritize_ticket(late_parcel, 4, by=ada)
    assert others[0].outcome() is None

    assert late_parcel.events.get(verb=Verb.GOALS_CHOSEN).data["policy"] == "Urgent"


def marked() -> list:
    """The tickets in the order in which they are looked at."""
    with connection.cursor() as cursor:
        cursor.execute(choosing.MARKED, {"limit": 100})
        return [ticket for ticket, *_ in cursor.fetchall()]


def test_who_just_wrote_is_looked_at_before_what_came_by_the_thousand(mina, wrong_size, ada):
    old = [open_with_message(customer=mina, channel="email", text="?").ticket for _ in range(3)]
    tagged = open_with_message(customer=mina, channel="email", text="?").ticket
    choose_due(timezone.now())
    look_again()
    with in_bulk_run(1):
        tag_ticket(tagged, make_tag("parcel"), by=ada)
    came = open_with_message(customer=mina, channel="chat", text="Hello?").ticket

    assert marked()[0] == came.pk
    choose_due(timezone.now(), 1)
    assert TicketClocks.objects.get(ticket=came).goal == "first_reply"
    assert set(marked()) == {wrong_size.pk, tagged.pk, *(each.pk for each in old)}
    assert marked()[-1] == tagged.pk


def test_who_waits_to_be_looked_at_first_is_not_put_behind(late_parcel, wrong_size, ada):
    choose_due(timezone.now())
    prioritize_ticket(wrong_size, 4, by=ada)
    look_again()

    assert marked() == [wrong_size.pk, late_parcel.pk]


def test_a_solved_ticket_is_looked_at_when_it_is_opened_again(late_parcel, wrong_size, ada, bo):
    tag = make_tag("parcel")
    for ticket in (late_parcel, wrong_size):
        tag_ticket(ticket, tag, by=ada)
    solve_ticket(late_parcel, by=bo)
    chosen(late_parcel)

    remove_tag(tag, by=ada)
    assert marked() == [wrong_size.pk]
    prioritize_ticket(late_parcel, 4, by=ada)
    urgent(counts="always")
    assert chosen(late_parcel)[0] == "Everything else"

    reopen_ticket(late_parcel, by=bo)
    assert chosen(late_parcel)[0] == "Urgent"


def test_a_ticket_that_tells_of_nothing_stands_in_the_way_of_no_older_one(late_parcel, mina):
    TicketClocks.objects.all().delete()
    silent = Ticket.objects.create(customer=mina, channel="email")

    assert [begin_clocks(1), begin_clocks(1), begin_clocks(1)] == [1, 1, 0]

    assert {each.ticket for each in TicketClocks.objects.all()} == {late_parcel, silent}
    prioritize_ticket(silent, 4, by=None)
    assert chosen(silent) == ("Everything else", "None")


@pytest.mark.parametrize(
    "conditions",
    [
        [{"field": "created"}],
        [{"field": "created", "values": ["whenever"]}],
        [{"field": "number", "values": ["99999999999999999999999"]}],
    ],
)
def test_a_policy_that_cannot_be_read_is_left_out_and_the_others_go_on(late_parcel, wrong_size, conditions):
    GoalPolicy.objects.create(name="Broken", conditions=conditions, first_reply_seconds=600, position=1)

    assert chosen(late_parcel)[0] == "Everything else"
    assert chosen(wrong_size)[0] == "Chat"
