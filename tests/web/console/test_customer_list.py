"""The list of customers: searched, sorted, filtered and paged by place, with a fixed number of queries."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.customers.company import Company, join_company, save_company
from shopbell.customers.customer import find_or_create_customer
from shopbell.customers.merge import merge_customers
from shopbell.customers.models import Customer
from shopbell.segments.models import Segment
from shopbell.segments.query import CUSTOMER_FIELDS, customers_of
from shopbell.segments.segment import whole_shop
from shopbell.shop.models import Order
from shopbell.tickets.filter.condition import Asker, stored
from shopbell.tickets.filter.language import parse
from shopbell.tickets.models import Ticket
from shopbell.tickets.ticket import create_ticket
from shopbell.web.console import customer_list, keyset
from shopbell.web.console.customer_list import everybody, page_of_customers, sorts_of

HTMX = {"HX-Request": "true", "HX-Target": "list"}


def words(page):
    return page.content.decode()


def order(customer, cents, number, currency="EUR"):
    return Order.objects.create(
        external_id=number, number=number, customer=customer, currency=currency, total_cents=cents
    )


def shown(agent, sort, size=50):
    """Every customer of the list, page by page."""
    chosen = next(each for each in sorts_of(agent) if each.slug == sort)
    customers, seen, after = everybody(Customer.objects.visible_to(agent)), [], ""
    while True:
        page = page_of_customers(customers, chosen, agent, after=after, size=size)
        seen += [row.customer for row in page.rows]
        after = page.next
        if not after:
            return seen


@pytest.fixture
def crowd(ada, returns):
    """Seven customers: some have no name, some no ticket, some no order; two wrote at the same moment."""
    now, people = timezone.now(), []
    for number, name in enumerate(["bea", "Ada", "", "Cem", "", "ada", "Dot"]):
        person = find_or_create_customer("email", f"c{number}@x.example", name=name)
        people.append(person)
        if number % 2:
            ticket = create_ticket(customer=person, channel="email", subject="?", team=returns)
            Ticket.objects.filter(pk=ticket.pk).update(last_message_at=now - timedelta(hours=number // 4))
        if number % 3:
            order(person, 100 * (number % 2), f"o{number}")
    return people


@pytest.mark.parametrize("size", [1, 2, 3, 50])
def test_each_order_shows_everybody_once(crowd, ada, size):
    for sort in sorts_of(ada):
        seen = shown(ada, sort.slug, size)
        assert sorted(each.pk for each in seen) == sorted(each.pk for each in crowd), sort.slug
        assert seen == shown(ada, sort.slug), sort.slug


@pytest.mark.parametrize(("few", "passed"), [(0, 1), (0, 20_000), (2_000, 20_000)])
@pytest.mark.parametrize(
    "text", ["has:email", "contact:none", "ordered:none", "-has:ticket", "contact:<1d orders:1", "tickets:<3"]
)
def test_a_filter_and_an_order_go_together_whatever_way_they_are_walked(
    crowd, ada, text, few, passed, monkeypatch
):
    monkeypatch.setattr(customer_list, "FEW", few)
    monkeypatch.setattr(keyset, "PASSED", passed)
    asker = Asker.of(ada)
    asked = parse(text, asker, CUSTOMER_FIELDS)
    customers = everybody(customers_of(asked, asker))

    for sort in sorts_of(ada):
        seen, after = [], ""
        while True:
            page = page_of_customers(customers, sort, ada, asked=asked, after=after, size=2)
            seen += [row.customer.pk for row in page.rows]
            after = page.next
            if not after:
                break
        assert sorted(seen) == sorted(customers.values_list("pk", flat=True)), sort.slug


def test_the_last_who_wrote_stands_first_and_who_never_wrote_last(crowd, ada):
    bea, first_ada, nobody, cem, other, second_ada, dot = crowd

    assert shown(ada, "contact") == [cem, first_ada, second_ada, dot, other, nobody, bea]


def test_names_are_sorted_as_people_read_them(crowd, ada):
    assert [each.name for each in shown(ada, "name")] == ["Ada", "ada", "bea", "Cem", "Dot", "", ""]


def test_who_bought_for_most_stands_first_in_each_currency(mina, theo, ada):
    order(mina, 100, "1")
    order(theo, 900, "2")
    order(mina, 500, "3", currency="USD")

    assert shown(ada, "bought-EUR") == [theo, mina]
    assert shown(ada, "bought-USD") == [mina, theo]


def test_who_may_see_no_orders_sorts_by_none(bo, mina):
    order(mina, 100, "1")
    bo.role.permissions = ["customer:read"]
    bo.role.save()

    assert [sort.slug for sort in sorts_of(bo)] == ["contact", "name", "newest"]


def test_another_team_s_ticket_is_no_contact(desk, cy, mina, theo, late_parcel):
    assert shown(cy, "contact") == [theo, mina]
    assert "badge-calm" not in words(desk(cy).get("/desk/customers/"))


def test_who_is_known_by_a_browser_alone_is_found_only_when_asked_for(desk, ada, mina):
    visitor = find_or_create_customer("visitor", "a-browser")
    browser = desk(ada)

    assert f'id="customer-{visitor.pk}"' not in words(browser.get("/desk/customers/"))
    assert f'id="customer-{visitor.pk}"' in words(browser.get("/desk/customers/?filter=is:visitor"))


def test_who_was_merged_away_is_gone(ada, mina, theo):
    merge_customers(mina, theo, by=ada)

    assert shown(ada, "name") == [mina]


@pytest.mark.requirement("R66")
def test_a_row_says_what_a_shop_wants_to_know(desk, ada, mina, late_parcel):
    mina.language = "fr"
    mina.save()
    order(mina, 12_900, "1")
    join_company(mina, save_company(Company(), "Wexmoor", []), by=ada)
    Segment.objects.create(name="VIP", conditions=stored(parse("spent:>100", whole_shop(), CUSTOMER_FIELDS)))

    page = words(desk(ada).get("/desk/customers/"))

    for each in ("Mina Okafor", "mina@shopper.example", "€129.00", "French", "Wexmoor", "VIP"):
        assert each in page, each


@pytest.mark.parametrize("query", ["mina", "OKA", "mina@shop", "W-1001", "#w1001", "okafor mi"])
def test_a_search_finds_by_name_identity_and_order(desk, ada, mina, theo, query):
    order(mina, 100, "W-1001")

    page = words(desk(ada).get("/desk/customers/", {"q": query}, headers=HTMX))

    assert "Mina Okafor" in page and "Theo Brandt" not in page and "<html" not in page


def test_a_search_is_narrowed_by_the_filter_line(desk, ada, mina, theo):
    Customer.objects.filter(pk=mina.pk).update(country="FR")
    answer = desk(ada).get("/desk/customers/", {"q": "shopper", "filter": "country:DE"}, headers=HTMX)
    assert "Nobody fits" in words(answer)

    answer = desk(ada).get("/desk/customers/", {"filter": "country:FR", "add": "has:email"}, headers=HTMX)
    assert "Mina Okafor" in words(answer) and "1 customer" in words(answer)
    assert answer.headers["HX-Push-Url"] == "/desk/customers/?filter=country%3AFR+has%3Aemail"


def test_what_cannot_be_understood_says_why_and_keeps_what_was_typed(desk, ada, mina):
    page = words(desk(ada).get("/desk/customers/", {"filter": "country:FR", "add": "spnt:>1"}, headers=HTMX))

    assert "There is no field" in page and "Did you mean" in page and 'value="spnt:&gt;1"' in page


def test_the_filter_line_offers_fields_and_values(desk, ada, mina):
    save_company(Company(), "Wexmoor", [])
    browser = desk(ada)

    assert "spent:" in words(browser.get("/desk/customers/offers/?text=sp"))
    assert "company:Wexmoor" in words(browser.get("/desk/customers/offers/?text=company:wex"))


@pytest.mark.parametrize("after", ["", "9.1", "0.", "0.1", "0.x.y", "5.5.5", "0.-.-", "1.-1"])
def test_a_made_up_place_shows_the_list_all_the_same(desk, ada, mina, after):
    page = desk(ada).get("/desk/customers/", {"after": after, "sort": "name"}, headers={"HX-Request": "true"})

    assert page.status_code == 200


def test_a_page_asks_as_many_questions_for_many_as_for_few(desk, ada, crowd, django_assert_max_num_queries):
    Segment.objects.create(name="Any", conditions=stored(parse("has:email", whole_shop(), CUSTOMER_FIELDS)))
    browser = desk(ada)
    browser.get("/desk/customers/")
    with django_assert_max_num_queries(22):
        browser.get("/desk/customers/")


def test_an_empty_desk_says_how_customers_come(desk, ada):
    assert "Whoever writes becomes one." in words(desk(ada).get("/desk/customers/"))
