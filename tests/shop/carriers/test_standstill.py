"""A parcel that gets stuck is told once to whoever looks after a ticket about its order, and so is its next scan."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.notifications.kind import Kind
from shopbell.shop.carriers import standstill
from shopbell.shop.carriers.standstill import StandstillPolicy, look_for_standstills
from shopbell.shop.models import Scan, Standstill
from shopbell.shop.ticket_order import link_order
from shopbell.tickets.assignment import assign_ticket
from shopbell.tickets.models import Event, Ticket
from shopbell.tickets.status import solve_ticket
from tests.notifications.reacting import react, told

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R69")]


@pytest.fixture
def about(late_parcel, parcel, ada):
    """The ticket about Mina's order, whose parcel is silent for 61 hours."""
    link_order(late_parcel, parcel, by=ada)
    return late_parcel


def look() -> int:
    return look_for_standstills(timezone.now())


def said(ticket) -> list[str]:
    verbs = ["parcel_stuck", "parcel_moved"]
    return list(ticket.events.filter(verb__in=verbs).order_by("pk").values_list("verb", flat=True))


def scan(order, hours_ago: float = 0) -> None:
    at = timezone.now() - timedelta(hours=hours_ago)
    Scan.objects.create(shipment=order.shipments.get(), at=at, text=f"Scanned {hours_ago} hours ago")


def test_the_assignee_is_told_once(about, ada, bo):
    assign_ticket(about, bo, by=ada)
    look()
    look()
    react()

    assert said(about) == ["parcel_stuck"] and told(bo).count(Kind.PARCEL) == 1
    assert Kind.PARCEL not in told(ada)


def test_of_a_ticket_that_nobody_has_taken_its_team_is_told(about, ada, bo, cy):
    look()
    react()

    assert Kind.PARCEL in told(ada) and Kind.PARCEL in told(bo) and Kind.PARCEL not in told(cy)


def test_a_scan_ends_it_and_a_second_standstill_is_news_again(about, parcel):
    look()
    scan(parcel, hours_ago=60)
    look()
    assert said(about) == ["parcel_stuck", "parcel_moved", "parcel_stuck"]  # further on
    scan(parcel)
    look()

    assert said(about) == ["parcel_stuck", "parcel_moved", "parcel_stuck", "parcel_moved"]
    assert not Standstill.objects.exists()


def test_a_scan_that_was_late_to_be_told_ends_nothing(about, parcel):
    look()
    scan(parcel, hours_ago=70)
    look()

    assert said(about) == ["parcel_stuck"]


def test_its_arrival_ends_it_and_a_cancelled_order_is_let_go_silently(about, parcel, late_parcel):
    look()
    parcel.shipments.update(delivered_at=timezone.now())
    look()
    assert said(about) == ["parcel_stuck", "parcel_moved"]

    parcel.shipments.update(delivered_at=None)
    look()
    parcel.status = "cancelled"
    parcel.save()
    look()
    assert said(about)[2:] == ["parcel_stuck"] and not Standstill.objects.exists()


def test_tickets_that_are_solved_or_about_nothing_hear_nothing(about, wrong_size, ada):
    solve_ticket(about, by=None)
    look()

    assert said(about) == [] and said(wrong_size) == [] and Standstill.objects.count() == 1


def test_what_was_stuck_long_before_it_was_first_seen_is_no_news(make_order, mina, late_parcel, ada):
    link_order(late_parcel, make_order(mina, "10468", scanned_hours_ago=24 * 12), by=ada)
    make_order(mina, "10469", scanned_hours_ago=24 * 90)
    look()

    assert said(late_parcel) == [] and Standstill.objects.count() == 1


def test_a_team_gets_a_ticket_about_what_nobody_has_asked(parcel, mina, returns, ada):
    look()
    assert not Ticket.objects.exists()  # nobody is named

    Standstill.objects.all().delete()
    StandstillPolicy(pk=1, team=returns).save()
    look()
    look()
    react()

    ticket = Ticket.objects.get()
    assert (ticket.team, ticket.customer, str(ticket.order_links.get().order)) == (returns, mina, "#10467")
    assert said(ticket) == ["parcel_stuck"] and Kind.PARCEL in told(ada)


def test_a_carrier_that_is_out_is_no_ticket_for_each_parcel(
    make_order, mina, returns, monkeypatch, desk, ada
):
    monkeypatch.setattr(standstill, "MOST_OPENED", 2)
    StandstillPolicy(pk=1, team=returns).save()
    orders = [make_order(mina, number, scanned_hours_ago=61) for number in "1234"]
    orders[3].shipments.update(carrier="Swift")
    look()
    make_order(mina, "5", scanned_hours_ago=61)
    look()

    tickets = Ticket.objects.order_by("pk")
    told = [ticket.order_links.get().order.shipments.get().carrier for ticket in tickets]
    assert sorted(told) == ["Colis", "Colis", "Swift"] and Standstill.objects.count() == 5
    said_last = [
        ticket.pk for ticket in tickets if ticket.events.get(verb="parcel_stuck").data.get("is_last")
    ]
    page = desk(ada).get(f"/desk/tickets/{said_last[0]}/").content.decode()
    assert len(said_last) == 1 and "no more of them get a ticket" in page


def test_the_ticket_that_was_opened_can_be_read(desk, parcel, returns, ada):
    StandstillPolicy(pk=1, team=returns).save()
    look()

    page = desk(ada).get(f"/desk/tickets/{Ticket.objects.get().pk}/").content.decode()

    assert "does not move" in page and Event.objects.filter(verb="created").exists()


def test_the_setting_is_written_on_its_page(desk, root, returns):
    assert desk(root).post("/desk/settings/standstills/", {"team": returns.pk}).status_code == 302
    assert StandstillPolicy.current().team == returns

    desk(root).post("/desk/settings/standstills/", {"team": ""})
    assert StandstillPolicy.current().team is None
