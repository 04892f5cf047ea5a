"""Equal treatment as it is counted from the outcomes of tickets, and the alarm to leads."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from shopbell.accounts.models import Agent, Membership, Role
from shopbell.notifications.alone_words import figures_of, unequal_words
from shopbell.notifications.decision import Why
from shopbell.notifications.kind import Kind
from shopbell.notifications.models import Notification
from shopbell.notifications.panel import things_of
from shopbell.promises.equal_policy import EqualPolicy
from shopbell.promises.goal_policy import GoalPolicy, GoalPolicyVersion
from shopbell.promises.models import FirstContact, GoalOutcome, Treated, UnequalNeed
from shopbell.promises.needs import mix_of, needs_of
from shopbell.promises.treated import measure_treatment
from shopbell.promises.unequal import watch_equality
from shopbell.tickets.deletion import delete_ticket
from shopbell.tickets.models import ContactReason
from shopbell.tickets.status import set_status
from shopbell.tickets.ticket import create_ticket
from tests.two_connections import held_up_by_us

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R10")]
HOUR, MANY = 3600, 25


@pytest.fixture
def reason():
    return ContactReason.objects.create(stage="after", name="Is it on its way?")


@pytest.fixture
def versions():
    """What a chat and a mail are promised."""
    GoalPolicy.objects.all().delete()
    found = {}
    for kind, seconds in (("chat", 60), ("email", 24 * HOUR)):
        policy = GoalPolicy.objects.create(name=kind, first_reply_seconds=seconds)
        found[kind] = GoalPolicyVersion.objects.get(policy=policy)
    return found


def answered(customer, channel, reason, seconds, versions, *, team=None, days=1, **more):
    """A ticket whose first reply took `seconds` of counted time."""
    ticket = create_ticket(customer=customer, channel=channel, reason=reason, team=team)
    GoalOutcome.objects.filter(ticket=ticket).delete()
    started = timezone.now() - timedelta(days=days)
    limit = versions[channel].targets["first_reply"]
    plain = {
        "ended_at": started + timedelta(seconds=seconds), "outcome": "kept" if seconds < limit else "broken",
        "policy_version": versions[channel], "channel": channel, "seconds": seconds,
    }  # fmt: skip
    GoalOutcome.objects.create(
        ticket=ticket, goal="first_reply", number=1, started_at=started, **plain | more
    )
    return ticket


@pytest.fixture
def unequal(mina, reason, versions, returns):
    """Chats are answered in a fifth of their minute, mails in nine tenths of their day."""
    for number in range(MANY):
        answered(mina, "chat", reason, 10 + number % 5, versions, team=returns)
        answered(mina, "email", reason, 21 * HOUR + 60 * number, versions, team=returns)
    measure_treatment(timezone.now())


def test_each_channel_of_a_need_is_counted_in_its_own_time_and_against_its_promise(unequal, reason):
    [need] = [need for need in needs_of(8, None, EqualPolicy()) if need.reason == reason]

    chat, email = need.channels["chat"], need.channels["email"]
    assert (chat.tickets, email.tickets, chat.kept) == (MANY, MANY, MANY)
    assert chat.seconds.at(0.5) == pytest.approx(12, rel=0.06)
    assert email.seconds.at(0.5) == pytest.approx(21 * HOUR, rel=0.06)
    assert chat.shares.at(0.5) == pytest.approx(200, rel=0.06)
    assert email.shares.at(0.5) == pytest.approx(880, rel=0.06)
    assert need.alarm and (need.alarm.worst, need.alarm.best) == ("email", "chat")


def test_a_reason_holds_its_details_and_the_mix_counts_each_ticket_once(unequal, reason, mina, versions):
    detail = ContactReason.objects.create(stage="after", name="To a neighbour", parent=reason)
    answered(mina, "chat", detail, 20, versions)
    measure_treatment(timezone.now())

    needs = {need.key: need for need in needs_of(8, None, EqualPolicy())}
    assert needs[reason.pk].channels["chat"].tickets == MANY + 1
    assert needs[detail.pk].channels["chat"].tickets == 1 and needs[detail.pk].is_detail
    assert mix_of(list(needs.values()))["chat"].tickets == MANY + 1


def test_a_longer_period_holds_the_shorter_ones(mina, reason, versions):
    for days in (1, 40, 80, 400):
        answered(mina, "chat", reason, 20, versions, days=days)
    measure_treatment(timezone.now())

    counts = {
        weeks: sum(each.tickets for each in needs_of(weeks, None, EqualPolicy())) for weeks in (4, 8, 13)
    }
    assert counts == {4: 1, 8: 2, 13: 3}


def test_deleted_tickets_and_those_of_other_teams_are_left_out(unequal, reason, mina, versions, returns, ada):
    gone = answered(mina, "chat", reason, 20, versions)
    answered(mina, "chat", reason, 20, versions)
    delete_ticket(gone, by=ada)
    measure_treatment(timezone.now())

    [all_teams] = [need for need in needs_of(8, None, EqualPolicy()) if need.reason == reason]
    [own] = [need for need in needs_of(8, [returns.pk], EqualPolicy()) if need.reason == reason]
    assert (all_teams.channels["chat"].tickets, own.channels["chat"].tickets) == (MANY + 1, MANY)


def test_what_is_solved_and_opened_again_is_counted_for_its_channel(unequal, reason, mina, versions, bo):
    ticket = answered(mina, "chat", reason, 20, versions)
    set_status(ticket, "solved", by=bo)
    again = answered(mina, "chat", reason, 20, versions)
    set_status(again, "solved", by=bo)
    set_status(ticket, "open", by=bo)
    answered(mina, "email", reason, 24 * HOUR, versions, outcome="broken", ended_at=None)
    GoalOutcome.objects.filter(goal="solve").delete()
    FirstContact.objects.all().delete()
    for each, outcome in ((ticket, "no"), (again, "yes")):
        FirstContact.objects.create(ticket=each, solved_at=timezone.now(), outcome=outcome, channel="chat")
    measure_treatment(timezone.now())

    [need] = needs_of(8, None, EqualPolicy())
    chat, email = need.channels["chat"], need.channels["email"]
    assert (chat.once, chat.known, chat.once_percent, email.once_percent) == (1, 2, 50, None)
    assert (chat.solved, chat.reopened, email.solved, email.reopened) == (1, 1, 0, 0)
    assert (email.waiting, email.shares.at(1)) == (1, pytest.approx(1000))


def test_tickets_without_a_reason_have_no_need_in_common(mina, versions):
    for _number in range(MANY):
        answered(mina, "chat", None, 10, versions)
        answered(mina, "email", None, 23 * HOUR, versions)
    measure_treatment(timezone.now())

    [none] = needs_of(8, None, EqualPolicy())
    assert none.reason is None and none.spread is None and none.alarm is None


def test_counting_again_counts_nothing_twice(unequal):
    before = Treated.objects.count()

    assert measure_treatment(timezone.now()) == before == Treated.objects.count()


@pytest.mark.django_db(transaction=True)
def test_two_who_count_at_once_count_one_after_the_other(mina, reason, versions):
    answered(mina, "chat", reason, 20, versions)
    now = timezone.now()

    with held_up_by_us(measure_treatment, now) as others:
        count = measure_treatment(now)
    assert others[0].outcome() == count == Treated.objects.count()


def test_leads_and_those_who_see_the_whole_wall_are_told_once_in_a_week(
    unequal, ada, bo, cy, reason, returns
):
    Membership.objects.update_or_create(agent=ada, team=returns, defaults={"is_lead": True})
    now = timezone.now()

    assert watch_equality(now) >= 1
    assert watch_equality(now + timedelta(hours=1)) == 0
    told = Notification.objects.filter(kind=Kind.UNEQUAL)
    assert [row.agent for row in told] == [ada] and told[0].console == Why.SENT
    assert UnequalNeed.objects.get().times > 2

    [thing], _older = things_of(ada)
    assert thing.lines[0].words == "Is it on its way? (Returns): E-mail waits 4.4 times as long as Chat"
    assert watch_equality(now + timedelta(days=8)) >= 1


def test_a_look_a_week_later_tells_again_though_it_is_a_little_earlier_in_the_day(unequal, ada):
    now = timezone.now()

    assert watch_equality(now) >= 1
    assert watch_equality(now + timedelta(days=6)) == 0
    assert watch_equality(now + timedelta(days=7, seconds=-5)) >= 1


def test_the_alarm_of_a_team_names_it_in_words_and_address_and_counts_as_the_reader_does(reason, returns):
    noticed = UnequalNeed(reason=reason, team=returns, worst="email", best="chat", times=4.44)

    with translation.override("de"):
        assert "4,4" in unequal_words(noticed)
    assert unequal_words(noticed).startswith(f"Is it on its way? ({returns})")
    assert f"&team={returns.pk}#" in figures_of(noticed)


def test_a_lead_who_may_not_read_tickets_is_not_told_of_them(unequal, bo, cy, returns):
    role = Role.objects.create(name="Watcher", permissions=["wall:read"])
    Agent.objects.exclude(pk=bo.pk).update(is_active=False)
    Agent.objects.filter(pk=bo.pk).update(role=role)
    Membership.objects.update_or_create(agent=bo, team=returns, defaults={"is_lead": True})

    assert watch_equality(timezone.now()) == 0
    role.permissions = ["wall:read", "ticket:read_team"]
    role.save()
    assert watch_equality(timezone.now()) == 1


def test_who_may_not_see_the_wall_any_more_reads_no_alarm(unequal, ada):
    watch_equality(timezone.now())
    assert things_of(ada)[0]

    ada.role.permissions = [each for each in ada.role.permissions if each != "wall:read"]
    ada.role.save()
    assert not things_of(Agent.objects.get(pk=ada.pk))[0]


def test_an_alarm_in_the_bell_is_not_called_a_ticket(unequal, ada, desk):
    watch_equality(timezone.now())

    bell = desk(ada).get("/desk/notifications/bell/").content.decode()
    assert 'aria-label="Notifications: 1"' in bell


def test_nobody_is_told_where_the_spread_is_small_or_the_alarm_is_off(unequal, ada):
    EqualPolicy.objects.create(pk=1, times=Decimal(6))
    assert watch_equality(timezone.now()) == 0

    EqualPolicy.objects.update(times=Decimal(2), is_on=False)
    assert watch_equality(timezone.now()) == 0
