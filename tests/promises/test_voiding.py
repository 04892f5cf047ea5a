"""Goals that were a mistake: what they decided counts nowhere, says so with the reason, and can be counted again."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from shopbell.core.errors import Refused
from shopbell.core.settings_history import SettingChange
from shopbell.promises import voiding
from shopbell.promises.all_sums import differing_days, sum_up
from shopbell.promises.choosing import choose_due, look_again
from shopbell.promises.clock_state import to_json, trimmed
from shopbell.promises.explanation import explain
from shopbell.promises.goal_policy import GoalPolicyVersion
from shopbell.promises.history import events_of, fold_events
from shopbell.promises.keeping import outcome_rows
from shopbell.promises.kept import record_for
from shopbell.promises.models import GoalOutcome, TicketClocks
from shopbell.promises.told import promises_of
from shopbell.promises.treated import counted_treatments, kept_treatments, measure_treatment
from shopbell.promises.voided_goals import VoidedGoals, decided_by
from shopbell.promises.voiding import restore_goals, void_goals, work_on
from shopbell.promises.watch import tell_due
from shopbell.tickets.filter.condition import Asker
from shopbell.tickets.filter.language import parse
from shopbell.tickets.filter.query import question
from shopbell.tickets.message import write_reply
from shopbell.tickets.opening import open_with_message
from shopbell.tickets.ticket import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R108")]
DAY = 86_400
REASON = "A minute instead of a day"
NAMES = "goal number started_at due_at ended_at outcome because seconds policy_version_id".split()


@pytest.fixture
def today(wall):
    """The wall says what every other clock does, so that a browser's session is none of the past."""
    wall.now = datetime.now(UTC)


@pytest.fixture
def quick(mina, bo, wrong, wall) -> Ticket:
    """Answered within the minute."""
    ticket = opened(mina, wall)
    wall.tick(seconds=20)
    return answered(ticket, bo)


@pytest.fixture
def late(mina, bo, wrong, wall) -> Ticket:
    """Answered within the hour."""
    ticket = opened(mina, wall)
    wall.tick(minutes=40)
    return answered(ticket, bo)


@pytest.fixture
def waiting(mina, wrong, wall) -> Ticket:
    """Not answered yet, and an hour old."""
    ticket = opened(mina, wall)
    wall.tick(minutes=60)
    tell_due(wall.now)
    return ticket


@pytest.fixture
def put_right(policy, quick, late, waiting, wall) -> GoalPolicyVersion:
    policy.first_reply_seconds = DAY
    policy.save()
    look_again()
    choose_due(wall.now)
    return policy.versions.last()


def opened(customer, wall) -> Ticket:
    ticket = open_with_message(customer=customer, channel="email", text="Where is it?").ticket
    choose_due(wall.now)
    return ticket


def answered(ticket: Ticket, agent) -> Ticket:
    write_reply(ticket, "It comes.", by=agent, channel="email")
    return ticket


def void(version: GoalPolicyVersion, agent) -> VoidedGoals:
    found = void_goals(version, REASON, by=agent)
    work_on(found.pk)
    found.refresh_from_db()
    return found


def outcomes(*tickets: Ticket) -> list[tuple[str, str]]:
    """What is kept of them, which is what their events say."""
    for ticket in tickets:
        folded = fold_events(events_of(ticket.pk))
        assert TicketClocks.objects.get(ticket=ticket).state == to_json(trimmed(folded.state))
        rows = GoalOutcome.objects.filter(ticket=ticket).order_by("goal", "number")
        assert list(rows.values(*NAMES)) == outcome_rows(folded)
    found = GoalOutcome.objects.filter(ticket__in=tickets).order_by("ticket")
    return list(found.values_list("outcome", "because"))


def found(words: str, agent) -> set[Ticket]:
    asker = Asker.of(agent)
    return set(Ticket.objects.filter(question(parse(words, asker), asker)))


def test_what_a_wrong_goal_decided_counts_nowhere_and_counts_again(
    put_right, wrong, quick, late, waiting, root, wall
):
    assert outcomes(quick, late, waiting) == [("kept", ""), ("broken", ""), ("broken", "")]
    assert decided_by(wrong) == {"tickets": 3, "kept": 1, "broken": 2}
    before = record_for(root, None, 13, wall.now).total

    done = void(wrong, root)

    assert (done.done, done.failed, done.is_working) == (3, 0, False)
    assert outcomes(quick, late, waiting) == [("void", "mistake"), ("void", "mistake")]
    assert record_for(root, None, 13, wall.now).total.count == 0
    assert found("promise:broken", root) == found("promise:kept", root) == set()
    assert found("promise:void", root) == {quick, late, waiting}

    restore_goals(done, by=root)
    work_on(done.pk)

    assert outcomes(quick, late, waiting) == [("kept", ""), ("broken", ""), ("broken", "")]
    assert record_for(root, None, 13, wall.now).total == before
    assert found("promise:broken", root) == {late, waiting}
    done.refresh_from_db()
    assert (done.done, done.is_working, done.restored_by) == (0, False, root)


def test_who_still_waits_is_held_to_what_was_put_right(put_right, wrong, waiting, root, wall):
    void(wrong, root)

    kept = TicketClocks.objects.get(ticket=waiting)
    assert (kept.due_at, kept.is_broken) == (waiting.created_at + timedelta(days=1), False)
    wall.tick(days=2)
    tell_due(wall.now)
    outcomes(waiting)
    row = GoalOutcome.objects.get(ticket=waiting)
    assert (row.outcome, row.policy_version) == ("broken", put_right)


def test_it_excuses_nobody_who_was_late_by_the_right_goal(put_right, wrong, waiting, root, wall):
    wall.tick(days=2)

    void(wrong, root)

    row = GoalOutcome.objects.get(ticket=waiting)
    assert (row.outcome, row.policy_version) == ("broken", put_right)
    assert row.due_at == waiting.created_at + timedelta(days=1)


def test_sums_and_equal_treatment_are_what_a_count_says(put_right, wrong, quick, late, waiting, root, wall):
    wall.tick(days=4)
    sum_up(wall.now)
    measure_treatment(wall.now)

    done = void(wrong, root)

    sum_up(wall.now)
    measure_treatment(wall.now)
    assert differing_days() == []
    assert kept_treatments() == counted_treatments(wall.now)
    assert (
        sum(each.tickets for place, each in kept_treatments().items() if place[-1]) == 3
    )  # who waits, thrice
    restore_goals(done, by=root)
    work_on(done.pk)
    assert record_for(root, None, 13, wall.now).total.count == 3
    measure_treatment(wall.now)
    assert kept_treatments() == counted_treatments(wall.now)


def test_the_ticket_says_why_it_does_not_count(today, put_right, wrong, late, waiting, root, wall):
    void(wrong, root)

    told = promises_of([late.pk])[late.pk][0]
    assert (told.state(wall.now), told.why) == ("void", REASON)
    assert f"The goals “Mail” were a mistake ({REASON}): this does not count." in [
        line.sentence for line in explain(late, "first_reply")
    ]
    assert f"The goals “Mail” were a mistake ({REASON}): it goes on as if they had not been there." in [
        line.sentence for line in explain(waiting, "first_reply")
    ]
    client = Client()
    client.force_login(root)
    assert REASON in client.get(f"/desk/tickets/{late.pk}/promises/").content.decode()
    assert REASON in client.get(f"/desk/tickets/{late.pk}/").content.decode()


def test_goals_that_hold_are_put_right_first(policy, late, root):
    with pytest.raises(Refused, match="Put them right first"):
        void_goals(policy.versions.get(), REASON, by=root)

    policy.is_on = False
    policy.save()
    assert void(policy.versions.get(), root).done == 1


def test_goals_that_were_deleted_are_taken_back_as_well(policy, wrong, late, root):
    policy.delete()
    wrong.refresh_from_db()

    assert void(wrong, root).done == 1
    assert outcomes(late) == [("void", "mistake")]


def test_nothing_is_taken_back_without_a_reason_nor_twice(put_right, wrong, root):
    with pytest.raises(Refused, match="Say why"):
        void_goals(wrong, " \n", by=root)
    with pytest.raises(Refused, match="300"):
        void_goals(wrong, "x" * 301, by=root)

    first = void(wrong, root)
    assert void_goals(wrong, "Again", by=root) == first
    work_on(first.pk)
    assert first.done == VoidedGoals.objects.get().done == 3


def test_a_job_that_stops_half_way_goes_on_where_it_was(
    put_right, wrong, quick, late, waiting, root, monkeypatch
):
    monkeypatch.setattr(voiding, "TOGETHER", 1)
    done = void_goals(wrong, REASON, by=root)

    work_on(done.pk, seconds=0)
    assert (done.done, VoidedGoals.objects.get().count) == (1, 3)
    work_on(done.pk, seconds=0)
    restore_goals(done, by=root)  # somebody thinks better of it meanwhile
    work_on(done.pk)

    assert done.done == 0
    assert outcomes(quick, late, waiting) == [("kept", ""), ("broken", ""), ("broken", "")]


def test_one_that_cannot_be_written_to_keeps_no_other_from_its_turn(
    put_right, wrong, late, root, monkeypatch
):
    void_in = voiding.void_in

    def fails_once(ticket, its_void):
        if ticket == late:
            raise ValueError
        void_in(ticket, its_void)

    monkeypatch.setattr(voiding, "void_in", fails_once)
    done = void(wrong, root)

    assert (done.done, done.failed, done.is_working) == (2, 1, False)


def test_a_lead_counts_confirms_and_undoes_on_the_page(today, put_right, wrong, policy, late, root):
    client, page = Client(), f"/desk/settings/goals/versions/{wrong.pk}/"
    client.force_login(root)
    assert page in client.get(f"/desk/settings/goals/{policy.pk}/").content.decode()
    assert page in client.get("/desk/settings/goals/versions/").content.decode()
    words = client.get(page).content.decode()
    assert "These goals decided promises in 3 tickets." in words
    behind = f"/desk/promises/tickets/?version={wrong.pk}"
    assert behind in words and f'/desk/tickets/{late.pk}/"' in client.get(behind).content.decode()

    refused = client.post(page, {"reason": ""})
    assert refused.status_code == 422 and "Say why" in refused.content.decode()
    assert client.post(page, {"reason": REASON}).status_code == 302
    words = client.get(page).content.decode()
    assert "Its tickets are being counted." in words and "0 of 0" not in words
    job = ProcrastinateJob.objects.filter(task_name=voiding.WORK).latest("id")
    work_on(job.args["void_id"])
    words = client.get(page).content.decode()
    assert "3 tickets were told of it." in words and REASON in words
    assert f'/desk/tickets/{late.pk}/"' in client.get(behind).content.decode()
    for address in ("/desk/promises/", "/desk/equal/"):
        told = client.get(address).content.decode().split(REASON, 1)[1].split("</li>", 1)[0]
        assert (
            "See these tickets" in told and "3 tickets" not in told
        )  # who sees fewer is told no other number

    assert client.post(f"{page}restore/").status_code == 302
    assert client.post(f"{page}restore/").status_code == 302  # a double click
    work_on(job.args["void_id"])
    assert "These goals decided promises in 3 tickets." in client.get(page).content.decode()
    told = SettingChange.objects.filter(page="settings-goals", object_id=policy.pk).order_by("pk")
    line = f"1: {REASON}"
    assert [each.changes for each in told] == [
        [{"key": "void", "old": [], "new": [line]}],
        [{"key": "void", "old": [line], "new": []}],
    ]
    refused = client.get(f"/desk/settings/goals/versions/{policy.versions.last().pk}/").content.decode()
    assert "These goals still hold." in refused and 'name="reason"' not in refused
