import pytest

from shopbell.shop.models import Product, TicketProduct
from shopbell.tickets.complexity import Complexity, judge_tickets
from shopbell.tickets.message import receive_message
from shopbell.tickets.models import ChosenStage

BY_HTMX = {"HX-Request": "true"}


@pytest.fixture
def way(late_parcel):
    return f"/desk/tickets/{late_parcel.pk}"


@pytest.mark.requirement("R95")
def test_the_panel_says_what_it_is_about_and_suggests(desk, ada, way, parcel):
    page = " ".join(desk(ada).get(f"{way}/panel/").content.decode().split())

    assert "What it is about" in page and "Where is my order" in page and "Before purchase" in page
    assert "written: “where is my”" in page and "#10467" in page and "suggestion" in page


def test_who_may_only_read_is_offered_nothing(desk, ada, way, parcel):
    ada.role.permissions = ["ticket:read_all", "order:read"]
    ada.role.save()

    page = desk(ada).get(f"{way}/panel/").content.decode()

    assert "What it is about" in page and "suggestion" not in page and "menu-stage" not in page


def test_the_stage_is_corrected_with_a_way_back(desk, ada, way):
    page = desk(ada).post(f"{way}/stage/", {"stage": "during"}, headers=BY_HTMX)

    assert "During purchase" in page.content.decode() and ChosenStage.objects.get().stage == "during"
    assert "/undo/" in page.headers["HX-Trigger"]


def test_an_unknown_stage_is_refused(desk, ada, way):
    assert desk(ada).post(f"{way}/stage/", {"stage": "later"}).status_code == 400


def test_a_product_is_found_linked_and_taken_off(desk, ada, way, vase):
    screen = desk(ada)
    assert "Vase “Ondine”" in screen.get(f"{way}/concerned/?q=ondine").content.decode()

    page = screen.post(f"{way}/concerned/", {"product": vase.product_id}, headers=BY_HTMX)
    assert page.status_code == 200 and TicketProduct.objects.get().product == vase.product

    screen.post(f"{way}/concerned/{vase.product_id}/off/", headers=BY_HTMX)
    assert not TicketProduct.objects.exists()


def test_the_return_key_before_a_choice_is_answered_with_what_to_do(desk, ada, way, vase):
    page = desk(ada).post(f"{way}/concerned/", {"q": "ondine"}, headers=BY_HTMX)

    assert page.status_code == 422 and "Choose the product from the list." in page.content.decode()


def test_a_search_that_finds_nothing_says_so(desk, ada, way):
    assert "No product of that name." in desk(ada).get(f"{way}/concerned/?q=zzz").content.decode()


def test_without_javascript_the_way_leads_back_to_the_ticket(desk, ada, way, vase):
    page = desk(ada).post(f"{way}/concerned/", {"product": vase.product_id})

    assert page.status_code == 302 and page.url == f"{way}/" and Product.objects.exists()


def test_an_agent_of_another_team_finds_no_ticket(desk, cy, way):
    assert desk(cy).post(f"{way}/stage/", {"stage": "during"}).status_code == 404


@pytest.mark.requirement("R117")
def test_the_complexity_is_said_with_a_way_back_and_why_stands_beside_it(desk, ada, way, late_parcel, mina):
    receive_message(late_parcel, "When? Where? Who? And why? And how?", customer=mina, channel="email")
    judge_tickets([late_parcel.pk])
    page = " ".join(desk(ada).get(f"{way}/panel/").content.decode().split())
    assert "Why?" in page and "questions</span>" in page

    page = desk(ada).post(f"{way}/complexity/", {"complexity": "complex"}, headers=BY_HTMX)
    assert "said by an agent" in page.content.decode() and Complexity.objects.get().chosen == 3
    assert "/undo/" in page.headers["HX-Trigger"]
    assert desk(ada).post(f"{way}/complexity/", {"complexity": "hard"}).status_code == 400
