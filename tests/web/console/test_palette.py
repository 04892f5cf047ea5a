"""The palette: what it offers to whom, and what it remembers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.helpcenter.article import Access
from shopbell.search.help.index import catch_up
from shopbell.search.index import index_due
from shopbell.search.visit import Visit, note_visit, visits_of
from shopbell.shop.models import Order
from shopbell.tickets.macro import Macro
from shopbell.web.console.palette import palette_of
from tests.helpcenter.conftest import centre, sending_back, write  # noqa: F401


@pytest.fixture
def offered():
    """What is offered, by the label of its group: `offered(ada, "par")["Tickets"]`."""

    def by_label(agent, text="", ticket=None):
        while index_due():
            pass
        return {
            group.label: [option.place for option in group.options]
            for group in palette_of(agent, text, ticket)
        }

    return by_label


def test_it_leads_to_tickets_customers_and_orders(offered, ada, mina, late_parcel):
    order = Order.objects.create(external_id="1", number="W77", customer=mina, currency="EUR")

    assert offered(ada, "parc")["Tickets"] == [f"ticket-{late_parcel.pk}"]
    assert offered(ada, str(late_parcel.pk))["Tickets"] == [f"ticket-{late_parcel.pk}"]
    assert offered(ada, "oka")["Customers"] == [f"customer-{mina.pk}"]
    assert offered(ada, "w77")["Orders"] == [f"order-{order.pk}"]


def test_it_leads_to_views_and_to_the_settings_that_the_agent_may_change(offered, root, bo):
    assert offered(bo, "unas")["Views"] == ["view-unassigned"]
    assert offered(root, "mac")["Settings"][0] == "settings-macros"
    assert "Settings" not in offered(bo, "mac")


def test_it_leads_to_what_the_shop_tells_of_its_policies(offered, bo):
    assert offered(bo, "refunds")["Views"] == ["policy-page-returns"]


def test_macros_are_offered_beside_an_open_ticket(offered, bo, late_parcel):
    macro = Macro.objects.create(name="Say sorry", text="Sorry")

    assert offered(bo, "sorry", late_parcel)["Macros"] == [f"macro-{macro.pk}"]
    assert "Macros" not in offered(bo, "sorry")


def test_nobody_is_offered_what_they_may_not_open(offered, cy, late_parcel):
    note_visit(cy, f"ticket-{late_parcel.pk}")

    assert "Tickets" not in offered(cy, "parcel")
    assert "Lately" not in offered(cy)


def test_empty_it_offers_what_was_used_lately_and_what_is_used_often(offered, ada, late_parcel, wrong_size):
    now = timezone.now()
    for days in range(9, 3, -1):
        note_visit(ada, f"ticket-{late_parcel.pk}", now - timedelta(days=days))
    for name in ("open", "mine", "unassigned", "first-reply", "solved"):
        note_visit(ada, f"view-{name}", now)
    note_visit(ada, "settings-quarantine", now)
    note_visit(ada, f"ticket-{wrong_size.pk}", now + timedelta(seconds=1))

    groups = offered(ada)

    assert groups["Lately"][0] == f"ticket-{wrong_size.pk}"
    assert groups["Often"] == [f"ticket-{late_parcel.pk}"]


def test_a_visit_loses_half_its_weight_every_week(ada):
    now = timezone.now()
    note_visit(ada, "view-mine", now - timedelta(days=7))
    note_visit(ada, "view-mine", now)

    assert visits_of(ada, now) == [("view-mine", pytest.approx(1.5))]


def test_visits_are_each_agent_s_own_and_only_of_places(desk, ada, bo):
    browser = desk(ada)
    assert browser.post("/desk/visits/", {"place": "view-mine"}).status_code == 204
    assert browser.post("/desk/visits/", {"place": "<script>"}).status_code == 204

    assert list(Visit.objects.values_list("agent", "place")) == [(ada.pk, "view-mine")]
    assert visits_of(bo) == []


def test_what_is_typed_stays_text(desk, ada, late_parcel):
    page = desk(ada).get("/desk/palette/", {"q": '"><script>x</script>'}).content.decode()

    assert "<script>" not in page
    assert 'role="option"' in page


def test_it_leads_to_the_figures_beside_the_wall_for_whoever_may_read_them(offered, root, bo):
    note_visit(root, "wall-promises")

    assert "wall-promises" in offered(root, "prom")["Views"]
    assert offered(root)["Lately"] == ["wall-promises"]
    assert "wall-promises" not in offered(bo, "prom").get("Views", [])


def test_it_leads_to_articles_that_the_agent_may_read(offered, cy, write):  # noqa: F811
    text = write("Care for linen", access=Access.AGENTS)
    catch_up()

    assert offered(cy, "linen")["Help centre"] == [f"article-{text.article_id}"]
