"""How the tickets that meet a filter were treated: of what is kept of each ticket, so that parts add up to the whole."""

import pytest
from django.utils import timezone

from shopbell.promises.treated import begin_of, treatments
from shopbell.promises.treated_narrowed import treatments_of
from shopbell.tickets.ticket import Ticket
from tests.promises.test_unequal import MANY, reason, unequal, versions  # noqa: F401 (fixtures)

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R10", "R118")]


def counted(tickets, team_ids=None):
    rows = treatments_of(tickets, begin_of(8, timezone.now()), team_ids)
    return {(reason_id, channel): each for reason_id, channel, each in rows}


def test_of_all_tickets_it_is_what_the_sums_say(unequal, returns):  # noqa: F811
    kept = {(reason_id, channel): each for reason_id, channel, each in treatments(8, None)}

    assert len(kept) == 2 and counted(Ticket.objects.all()) == kept
    assert counted(Ticket.objects.all(), [returns.pk]) == kept
    assert counted(Ticket.objects.all(), []) == {}


def test_of_some_it_counts_those_alone(unequal, reason):  # noqa: F811
    found = counted(Ticket.objects.filter(channel="chat"))

    assert list(found) == [(reason.pk, "chat")]
    assert found[reason.pk, "chat"].tickets == MANY
    assert counted(Ticket.objects.none()) == {}


def test_it_is_one_question_however_many_tickets_there_are(unequal, django_assert_num_queries):  # noqa: F811
    with django_assert_num_queries(1):
        counted(Ticket.objects.filter(channel="chat"))
