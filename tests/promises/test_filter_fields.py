"""Filters that ask of promises: how they stand, and when the next one is due."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.promises.contact_outcome import FirstContact
from shopbell.promises.filter_fields import DUE
from shopbell.promises.models import GoalOutcome, TicketClocks
from shopbell.tickets.filter.condition import Asker, Condition
from shopbell.tickets.filter.language import parse, write
from shopbell.tickets.filter.misread import Misread
from shopbell.tickets.filter.query import tickets_of
from shopbell.tickets.ticket import create_ticket

pytestmark = pytest.mark.django_db
NOW = timezone.now()
MINUTE = timedelta(minutes=1)


@pytest.fixture
def asker(bo) -> Asker:
    return Asker(bo, NOW, timezone.get_current_timezone())


@pytest.fixture
def tickets(mina, returns):
    """By name: one that is late, one that soon will be, one with time, one kept, one broken long ago, one without."""
    due = {"late": -5, "risk": 10, "time": 300, "kept": None, "once": None, "none": None}
    made = {}
    for name, minutes in due.items():
        made[name] = create_ticket(customer=mina, channel="email", subject=name, team=returns, by=mina)
        TicketClocks.objects.filter(ticket=made[name]).delete()
        GoalOutcome.objects.filter(ticket=made[name]).delete()
        if minutes is not None:
            due_at = NOW + minutes * MINUTE
            TicketClocks.objects.create(
                ticket=made[name],
                state={},
                event_id=0,
                goal="first_reply",
                due_at=due_at,
                warn_at=due_at - 30 * MINUTE,
            )
    for name, outcomes in {"kept": ["kept"], "once": ["kept", "broken"], "time": ["kept"]}.items():
        for number, outcome in enumerate(outcomes, start=1):
            GoalOutcome.objects.create(
                ticket=made[name], goal="next_reply", number=number, started_at=NOW, outcome=outcome, seconds=1,
                channel="email",
            )  # fmt: skip
    return made


def found(asker: Asker, text: str) -> set[str]:
    return set(tickets_of(parse(text, asker), asker).values_list("subject", flat=True))


@pytest.mark.requirement("R110")
@pytest.mark.parametrize(
    "text, names",
    [
        ("promise:overdue", {"late"}),
        ("promise:risk", {"risk"}),
        ("promise:risk,overdue", {"risk", "late"}),
        ("promise:running", {"late", "risk", "time"}),
        ("promise:broken", {"late", "once"}),
        ("promise:kept", {"kept", "time"}),
        ("promise:none", {"none"}),
        ("-promise:running", {"kept", "once", "none"}),
        ("due:<2h", {"late", "risk"}),
        ("due:2h", {"late", "risk"}),
        ("due:>2h", {"time"}),
        ("due:1min..6h", {"risk", "time"}),
        ("due:any", {"late", "risk", "time"}),
        ("due:none", {"kept", "once", "none"}),
        ("due:none,<1min", {"kept", "once", "none", "late"}),
        ("due:>1h promise:kept", {"time"}),
    ],
)
def test_promises_are_asked_by_how_they_stand_and_when_they_are_due(asker, tickets, text, names):
    assert found(asker, text) == names


@pytest.mark.parametrize(
    "text", ["promise:risk,overdue", "due:<2h", "due:>1d", "due:1h..4h", "due:today", "due:none"]
)
def test_what_is_asked_is_written_as_it_was(asker, text):
    assert write(parse(text, asker), asker) == text


def test_time_until_then_is_said_as_time_to_come(asker):
    assert [DUE.label(value, asker) for value in ("<2h", ">1d")] == ["within 2 hours", "in over 1 day"]


def test_a_word_that_means_nothing_is_said_with_the_nearest(asker):
    with pytest.raises(Misread, match="Did you mean “broken”"):
        parse("promise:brokn", asker)


@pytest.mark.requirement("R118")
@pytest.mark.parametrize(
    "text, names",
    [
        ("first-contact:yes", {"late"}),
        ("first-contact:no,open", {"risk", "time"}),
        ("fcr:none", {"kept", "once", "none"}),
        ("-first-contact:none", {"late", "risk", "time"}),
    ],
)
def test_what_was_solved_at_first_contact_is_asked_as_it_was_judged(asker, tickets, text, names):
    for name, outcome in {"late": "yes", "risk": "no", "time": "open", "kept": "none"}.items():
        FirstContact.objects.create(ticket=tickets[name], solved_at=NOW, outcome=outcome, channel="email")

    assert found(asker, text) == names


def test_a_rule_without_an_agent_asks_the_same(tickets):
    asker = Asker.of(None, NOW)

    assert parse("sla:risk", asker) == (Condition("promise", ("risk",)),)


@pytest.mark.parametrize("asked", ["promise:running", "promise:running,risk", "due:any", "due:none"])
def test_that_a_promise_runs_is_asked_once_or_postgresql_takes_few_for_many(tickets, asker, asked):
    query = str(tickets_of(parse(asked, asker), asker).query)

    assert query.count('"due_at" IS NOT NULL') == 1
