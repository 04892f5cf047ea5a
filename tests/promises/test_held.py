"""How true it was what shoppers were told, as leads read it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.promises.held import told_kept, waits_held
from shopbell.promises.models import Promise, WaitForecast
from shopbell.tickets.ticket import create_ticket

pytestmark = pytest.mark.django_db
NOW = timezone.now()
MINUTE = timedelta(minutes=1)


@pytest.fixture
def shown(theo, returns):
    """A shopper who was shown 2 to 6 minutes; `after` so many a person answered, or they left."""

    def show(
        *, answered: int | None = None, left: int | None = None, is_first: bool = True, team=returns
    ) -> None:
        ticket = create_ticket(customer=theo, channel="chat", team=team)
        shown_at = NOW - timedelta(hours=3)
        WaitForecast.objects.create(
            ticket=ticket, team=team, place=1, low_minutes=2, high_minutes=6, middle_seconds=200, spread=0.5,
            is_queued=True, is_first=is_first, shown_at=shown_at,
            answered_at=answered and shown_at + answered * MINUTE, left_at=left and shown_at + left * MINUTE,
        )  # fmt: skip

    return show


@pytest.mark.requirement("R112")
def test_a_wait_held_when_somebody_answered_within_what_was_shown(shown, root):
    for minutes in (2, 4, 6):
        shown(answered=minutes)
    shown(answered=1)
    shown(answered=7)
    shown(left=9)  # longer than shown
    shown(left=3)  # says nothing
    shown()  # not over
    shown(answered=4, is_first=False)

    total = waits_held(root, None, 4, NOW).total

    assert (total.kept, total.broken) == (3, 3)


def test_a_lead_counts_their_teams_alone(shown, ada, returns, advice):
    shown(answered=3)
    shown(answered=3, team=advice)

    assert waits_held(ada, [returns.pk], 4, NOW).total.kept == 1
    assert waits_held(ada, [], 4, NOW).total.count == 0


def test_promises_that_were_put_off_were_not_kept_as_told(late_parcel, root):
    for outcome in ("kept", "kept", "broken", "slipped", "void"):
        Promise.objects.create(ticket=late_parcel, due_at=NOW, tell_at=NOW, outcome=outcome)

    held = told_kept(root, None, 4, NOW)

    assert (held.total.kept, held.total.broken) == (2, 2)
    assert [tally.count for tally in held.weeks] == [0, 0, 0, 4]


def test_the_page_says_it_and_is_silent_where_nothing_was_told(shown, desk, root):
    assert "What shoppers were told" not in desk(root).get("/desk/promises/").content.decode()

    shown(answered=3)
    shown(answered=60)

    page = desk(root).get("/desk/promises/").content.decode()
    assert "Waits in the chat that held" in page
    assert "50%" in page
