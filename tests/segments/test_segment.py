"""Segments: conditions over customers, the same for everybody, shown beside tickets and asked by filters."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.core.errors import Refused
from shopbell.customers.block import block_customer
from shopbell.customers.company import Company, join_company, save_company
from shopbell.customers.customer import claim_identity
from shopbell.customers.note import write_note
from shopbell.segments.models import Segment
from shopbell.segments.query import CUSTOMER_FIELDS, customers_of
from shopbell.segments.segment import members_of, segments_of
from shopbell.shop.models import Order, OrderLine, Product, Variant
from shopbell.tickets.customer_field import fill_customer_field
from shopbell.tickets.field import About, CustomField
from shopbell.tickets.filter.condition import Asker
from shopbell.tickets.filter.language import parse, write
from shopbell.tickets.filter.misread import Misread
from shopbell.tickets.status import solve_ticket
from shopbell.tickets.tag import Tag, tag_ticket
from shopbell.tickets.ticket import create_ticket


def order(customer, cents, *, number, currency="EUR", days=0, status="delivered"):
    return Order.objects.create(
        external_id=number,
        number=number,
        customer=customer,
        currency=currency,
        total_cents=cents,
        status=status,
        placed_at=timezone.now() - timedelta(days=days),
    )


def named(agent, text):
    asker = Asker.of(agent)
    return sorted(customers_of(parse(text, asker, CUSTOMER_FIELDS), asker).values_list("name", flat=True))


def segment(name, text):
    made = Segment(name=name)
    made.keep(text)
    made.save()
    return made


@pytest.fixture
def people(mina, theo, bo, ada, late_parcel, wrong_size):
    """Mina lives in France and has bought for 700 euros; Theo in Germany, for 40,000 yen, long ago; both have a ticket."""
    mina.country, mina.language, theo.country, theo.language = "FR", "fr-ca", "DE", "de"
    mina.save()
    theo.save()
    order(mina, 50_000, number="1")
    order(mina, 20_000, number="2", days=3)
    order(mina, 90_000, number="3", status="refunded")
    order(theo, 40_000, number="4", currency="JPY", days=400)
    return mina, theo


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("spent:>500", ["Mina Okafor", "Theo Brandt"]),
        ("spent:>700", ["Theo Brandt"]),
        ("spent:600..700", ["Mina Okafor"]),
        ("orders:>=3", ["Mina Okafor"]),
        ("orders:1", ["Theo Brandt"]),
        ("ordered:>180d", ["Theo Brandt"]),
        ("ordered:<7d", ["Mina Okafor"]),
        ("ordered:none", []),
        ("-ordered:any", []),
        ("country:fr", ["Mina Okafor"]),
        ("country:Germany", ["Theo Brandt"]),
        ("country:fr,de", ["Mina Okafor", "Theo Brandt"]),
        ("-country:fr", ["Theo Brandt"]),
        ("country:none", []),
        ("language:de", ["Theo Brandt"]),
        ("language:fr", ["Mina Okafor"]),
        ("language:fr-ca,de-at", ["Mina Okafor"]),
        ("has:open-ticket", ["Mina Okafor", "Theo Brandt"]),
        ("has:email -has:phone", ["Mina Okafor", "Theo Brandt"]),
        ("contact:<1d", ["Mina Okafor", "Theo Brandt"]),
        ("contact:>1d", []),
        ("contact:none", []),
        ("tickets:>=1", ["Mina Okafor", "Theo Brandt"]),
        ("tickets:>1", []),
        ("tickets:>=2", []),
        ("tickets:<2", ["Mina Okafor", "Theo Brandt"]),
        ("tickets:0", []),
        ("tickets:0..1", ["Mina Okafor", "Theo Brandt"]),
        ("-tickets:1", []),
        ("since:today", ["Mina Okafor", "Theo Brandt"]),
        ("is:verified -is:blocked", ["Mina Okafor", "Theo Brandt"]),
        ("is:visitor", []),
        ("mina", ["Mina Okafor"]),
        ("name:theo@shop", ["Theo Brandt"]),
        ("company:none", ["Mina Okafor", "Theo Brandt"]),
        ("company:any", []),
    ],
)
def test_each_field_finds_its_customers(people, ada, text, names):
    assert named(ada, text) == names


def test_what_lies_in_other_tables_is_asked_too(people, ada, bo, late_parcel):
    mina, theo = people
    tag_ticket(late_parcel, Tag.objects.create(name="vip"), by=bo)
    solve_ticket(late_parcel, by=bo)
    write_note("Likes tea.", customer=theo, by=bo)
    block_customer(theo, by=ada)
    join_company(mina, save_company(Company(), "Wexmoor", []), by=bo)
    level = CustomField.objects.create(name="Level", about=About.CUSTOMER, kind="choice", choices=["Gold"])
    fill_customer_field(mina, level, ["Gold"])
    claim_identity(mina, "phone", "+33612345678", source="shop")
    variant = Variant.objects.create(product=Product.objects.create(name="Oak table"), price_cents=1)
    OrderLine.objects.create(
        order=Order.objects.get(number="4"), variant=variant, name="Oak table", price_cents=1
    )

    for text in (
        "tag:vip",
        "-has:open-ticket",
        "company:Wexmoor",
        "field:Level=gold",
        "field:level",
        "has:phone",
    ):
        assert named(ada, text) == ["Mina Okafor"], text
    for text in ("has:note", "is:blocked", 'bought:"Oak table"', "-field:Level=Gold", "company:none"):
        assert named(ada, text) == ["Theo Brandt"], text


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("tickets:4", ["Mina Okafor"]),
        ("tickets:>=2", ["Mina Okafor"]),
        ("tickets:>4", []),
        ("tickets:3..9", ["Mina Okafor"]),
        ("tickets:<4", ["Theo Brandt"]),
        ("tickets:1,4", ["Mina Okafor", "Theo Brandt"]),
        ("-tickets:>=3", ["Theo Brandt"]),
        ("tickets:>999999", []),
    ],
)
def test_tickets_are_counted(people, ada, text, names):
    for number in range(3):
        create_ticket(customer=people[0], channel="chat", subject=str(number))

    assert named(ada, text) == names


def test_an_agent_finds_by_what_they_may_see(people, cy, ada, bo):
    assert named(cy, "has:ticket") == [] and named(ada, "has:ticket") == ["Mina Okafor", "Theo Brandt"]
    bo.role.permissions = ["customer:read", "ticket:read_team"]
    bo.role.save()
    assert named(bo, "spent:>1") == [] and named(bo, "mina") == ["Mina Okafor"]


def test_a_segment_means_the_same_whoever_looks(people):
    mina, theo = people
    rich = segment("Rich", "spent:>500 has:open-ticket")
    french = segment("French", "country:FR")

    assert set(members_of(rich)) == {mina, theo}
    assert segments_of([mina.pk, theo.pk]) == {mina.pk: [french, rich], theo.pk: [rich]}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Say who belongs"),
        ("segment:Rich", "other segments"),
        ("spent:much", "is no number"),
        ("x:1", "no field"),
    ],
)
def test_what_is_no_segment_is_refused(people, text, why):
    segment("Rich", "spent:>500")

    with pytest.raises(Refused, match=why):
        segment("Wrong", text)


def test_tickets_are_filtered_by_segment_and_the_panel_names_it(desk, people, bo, cy, late_parcel):
    segment("French buyers", "country:FR spent:>1")
    browser = desk(bo)

    page = browser.get('/desk/views/all/?filter=segment:"french buyers"').content.decode()
    assert "Where is my parcel?" in page and "The shirt is too small" not in page
    assert "French buyers" in browser.get(f"/desk/tickets/{late_parcel.pk}/panel/").content.decode()
    assert "French buyers" in browser.get(f"/desk/customers/{late_parcel.customer_id}/").content.decode()


def test_who_may_see_no_customers_filters_by_no_segment(people, bo):
    from shopbell.tickets.filter.query import tickets_of

    rich = segment("Rich", "spent:>500")
    bo.role.permissions = ["ticket:read_team"]
    bo.role.save()
    asker = Asker.of(bo)

    assert not tickets_of(parse(f"segment:#{rich.pk}", asker), asker).exists()
    with pytest.raises(Misread):
        parse("segment:Rich", asker)


def test_the_settings_keep_segments_with_their_count(desk, people, ada, bo):
    browser = desk(ada)
    form = browser.get("/desk/settings/segments/new/?text=country:FR").content.decode()
    assert "country:FR" in form

    browser.post("/desk/settings/segments/new/", {"name": "French", "text": "country:france", "position": 0})
    page = browser.get("/desk/settings/segments/").content.decode()
    assert "country:FR" in page and ">1<" in page

    refused = browser.post(
        "/desk/settings/segments/new/", {"name": "Wrong", "text": "spent:much", "position": 0}
    )
    assert refused.status_code == 422 and "is no number" in refused.content.decode()
    assert desk(bo).get("/desk/settings/segments/").status_code == 403


def test_every_example_of_a_field_is_understood(people, ada, bo):
    segment("VIP", "spent:>1")
    Tag.objects.create(name="vip")
    Product.objects.create(name="Oak table")
    CustomField.objects.create(name="Level", about=About.CUSTOMER, kind="choice", choices=["Gold"])
    asker = Asker.of(ada)

    for field in CUSTOMER_FIELDS.values():
        conditions = parse(field.example, asker, CUSTOMER_FIELDS)
        assert conditions[0].field == field.name
        assert parse(write(conditions, asker, CUSTOMER_FIELDS), asker, CUSTOMER_FIELDS) == conditions
        list(customers_of(conditions, asker))
