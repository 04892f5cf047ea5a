from datetime import datetime, timedelta

import pytest
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from shopbell.core.prepared import Prepared
from shopbell.tickets.models import Event, Ticket

LATEST = Prepared(
    lambda ticket, since: (
        Event.objects.filter(ticket_id=ticket, created_at__gte=since)
        .select_related("agent__role", "customer")
        .order_by("-pk")[:5]
    ),
    ticket=int,
    since=datetime,
)


@pytest.fixture
def ticket(late_parcel, ada):
    from shopbell.tickets.assignment import assign_ticket

    assign_ticket(late_parcel, ada, by=ada)
    return late_parcel


def test_it_finds_what_the_queryset_finds_for_any_arguments(ticket, wrong_size, django_assert_num_queries):
    long_ago = timezone.now() - timedelta(days=9)

    for each in (ticket, wrong_size, ticket):
        with django_assert_num_queries(1):
            found = LATEST(ticket=each.pk, since=long_ago)
        assert found == list(Event.objects.filter(ticket=each).order_by("-pk")[:5])
    assert LATEST(ticket=ticket.pk, since=timezone.now()) == []


def test_related_rows_and_converted_columns_come_along(ticket, ada, django_assert_num_queries):
    event = LATEST(ticket=ticket.pk, since=timezone.now() - timedelta(days=1))[0]

    with django_assert_num_queries(0):
        assert event.agent == ada and event.agent.role == ada.role
        assert event.data["to_id"] == ada.pk and event.customer is None


def test_what_nobody_can_find_is_nothing_and_is_not_asked_for(db, django_assert_num_queries):
    nothing = Prepared(lambda ticket: Ticket.objects.filter(pk=ticket, team__in=[]), ticket=int)

    with django_assert_num_queries(0):
        assert nothing(ticket=1) == [] and nothing.first(ticket=1) is None


def test_an_argument_that_is_missing_is_an_error(db):
    with pytest.raises(KeyError):
        Prepared(lambda ticket: Ticket.objects.filter(pk=ticket), ticket=int)()


def test_rows_of_values_are_the_dicts_that_the_queryset_makes(ticket, late_parcel, wrong_size):
    def rows(pk):
        found = Ticket.objects.filter(pk=pk).values("status", "id", who=F("customer__name"))
        return found.annotate(is_late=Exists(Ticket.objects.filter(pk=late_parcel.pk, id=OuterRef("pk"))))

    prepared = Prepared(rows, pk=int)
    for pk in (late_parcel.pk, wrong_size.pk):
        assert prepared(pk=pk) == list(rows(pk))
