"""What each field finds, among what the agent may see; the same question of a list, a count and one ticket."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from shopbell.accounts.models import Role
from shopbell.channels.inbox import set_inbox
from shopbell.shop.models import Order, OrderLine, Product, TicketOrder, Variant
from shopbell.tickets.attachment import keep_attachment
from shopbell.tickets.filter.condition import Asker, Condition
from shopbell.tickets.filter.language import parse
from shopbell.tickets.filter.query import counts_of, matches, tickets_of
from shopbell.tickets.message import add_note, write_reply
from shopbell.tickets.models import ContactReason, Tag, Ticket
from shopbell.tickets.seen import mark_seen
from shopbell.tickets.status import set_status, solve_ticket
from shopbell.tickets.tag import tag_ticket
from shopbell.tickets.ticket import create_ticket, prioritize_ticket

PARCEL, SHIRT = "Where is my parcel?", "The shirt is too small"


@pytest.fixture
def two(late_parcel, wrong_size, care, mina):
    """The parcel, tagged, urgent, with an order, a file, a reason; and the shirt of Bo's, with a note."""
    tag_ticket(late_parcel, Tag.objects.create(name="vip"))
    Tag.objects.create(name="urgent matter")
    prioritize_ticket(late_parcel, 4)
    set_inbox(late_parcel, care)
    reason = ContactReason.objects.get(name="Where is my order")
    detail = ContactReason.objects.create(stage="after", name="Lost", parent=reason)
    Ticket.objects.filter(pk=late_parcel.pk).update(reason=detail, language="de")
    Ticket.objects.filter(pk=wrong_size.pk).update(language="en")
    keep_attachment(iter([b"x"]), name="a.txt", message=late_parcel.messages.get())
    product = Product.objects.create(external_id="1", name="Oak table")
    variant = Variant.objects.create(product=product, external_id="1", price_cents=1, currency="EUR")
    order = Order.objects.create(
        external_id="1", number="W-2611", customer=mina, currency="EUR", status="shipped", total_cents=20_050
    )
    OrderLine.objects.create(order=order, variant=variant, name="Oak table", price_cents=1)
    TicketOrder.objects.create(ticket=late_parcel, order=order)
    return late_parcel, wrong_size


@pytest.mark.parametrize(
    "text",
    [
        "status:new -assignee:me",
        "assignee:none",
        "-assignee:any",
        'assignee:none,"Nobody else" status:new'.replace('"Nobody else"', "me -assignee:me"),
        "tag:vip",
        'tag:vip,"urgent matter"',
        "tag:any",
        "-tag:none",
        "priority:high,urgent",
        "reason:Lost",
        'reason:"Where is my order"',
        "stage:after",
        "-reason:none",
        "channel:email",
        "inbox:Care",
        "inbox:care@shop.example",
        "-inbox:none",
        "customer:mina",
        "customer:mina@shopper.example",
        "customer:okaf",
        "language:de",
        "has:attachment",
        "-has:note",
        "order:w2611",
        "order:any",
        "order-state:shipped,returned",
        "order-value:>200",
        "order-value:200..201",
        'product:"Oak table"',
        "parcel",
        "parc",
        '"my parcel"',
        "where parcel",
        "-shirt",
        "subject:parcel,nothing",
        "-subject:shirt,nothing",
    ],
)
def test_each_field_finds_what_it_says(two, bo, found, text):
    add_note(two[1], "Seen", by=bo)

    assert found(bo, text) == {PARCEL}


@pytest.mark.parametrize(
    "text",
    [
        "tag:vip tag:none",
        '"parcel my"',
        "order:none tag:vip",
        "status:solved",
        "arcel",
        "customer:nobody",
        "number:1",
    ],
)
def test_conditions_must_all_hold(two, bo, found, text):
    assert found(bo, text) == set()


def test_a_value_is_one_of_several_and_a_minus_turns_all_of_them_round(two, bo, found):
    assert found(bo, "channel:email,chat") == {PARCEL, SHIRT}
    assert found(bo, "-channel:email,chat") == set()
    assert found(bo, "team:mine") == found(bo, 'team:"Returns"') == {PARCEL, SHIRT}


def test_a_language_is_asked_for_with_its_regions_and_a_region_alone(two, bo, found):
    Ticket.objects.filter(pk=two[0].pk).update(language="en-gb")

    assert found(bo, "language:en") == found(bo, "language:English") == {PARCEL, SHIRT}
    assert found(bo, "language:en-gb") == found(bo, "language:en-GB") == {PARCEL}
    assert found(bo, "-language:en-gb") == {SHIRT}
    assert found(bo, "language:de,none") == found(bo, "language:en-us") == set()


def test_mine_is_who_asks(two, ada, bo, found):
    assert (found(bo, "assignee:me"), found(ada, "assignee:me")) == ({SHIRT}, set())
    assert found(ada, 'assignee:"bo lind"') == {SHIRT}


def test_unread_is_each_agent_s_own_and_unanswered_is_everybody_s(two, ada, bo, found):
    mark_seen(two[0], bo, two[0].messages.get().pk)
    assert (found(bo, "is:unread"), found(ada, "is:unread")) == ({SHIRT}, {PARCEL, SHIRT})

    write_reply(two[0], "Today.", by=bo, channel="email")
    assert found(ada, "is:unread") == found(ada, "is:unanswered") == {SHIRT}
    assert found(ada, "is:unread,unanswered") == {SHIRT}


def test_a_number_is_one_a_few_or_from_to(two, bo, found):
    first, second = sorted(ticket.pk for ticket in two)

    assert found(bo, f"number:{first},{second}") == found(bo, f"number:{first}..{second}") == {PARCEL, SHIRT}
    assert len(found(bo, f"number:#{first}")) == len(found(bo, f"number:>{first}")) == 1
    assert found(bo, f"number:<{first}") == set()


NOW = datetime(2026, 3, 1, 0, 30, tzinfo=ZoneInfo("Europe/Berlin"))  # in UTC it is still February


@pytest.mark.parametrize(
    "text, moments",
    [
        ("today", "00:10"),
        ("yesterday", "feb-28 feb-28-late"),
        ("2026-02", "feb-28 feb-28-late feb-1"),
        ("2026-02-28", "feb-28 feb-28-late"),
        (">2026-02-27", "00:10 feb-28 feb-28-late"),
        (">=2026-02-28", "00:10 feb-28 feb-28-late"),
        ("<2026-02", "jan dec"),
        ("<=2026-01", "jan dec"),
        ("2025-12..2026-01", "jan dec"),
        ("2026-01..2025-12", "jan dec"),
        ("2025", "dec"),
        ("<30min", "00:10"),
        ("<=2d", "00:10 feb-28 feb-28-late"),
        (">2d", "feb-1 jan dec"),
        ("1w..8w", "feb-1 jan"),
        ("8w..1w", "feb-1 jan"),
        ("today,2025", "00:10 dec"),
    ],
)
def test_dates_are_the_agent_s_days_and_ages_count_from_now(bo, mina, returns, text, moments):
    times = {
        "00:10": datetime(2026, 2, 28, 23, 10, tzinfo=UTC),
        "feb-28-late": datetime(2026, 2, 28, 22, 50, tzinfo=UTC),
        "feb-28": datetime(2026, 2, 28, 9, tzinfo=UTC),
        "feb-1": datetime(2026, 2, 1, 9, tzinfo=UTC),
        "jan": datetime(2026, 1, 15, 9, tzinfo=UTC),
        "dec": datetime(2025, 12, 31, 22, 59, tzinfo=UTC),
    }
    for name, at in times.items():
        create_ticket(customer=mina, channel="email", subject=name, team=returns, at=at)
    asker = Asker(bo, NOW, ZoneInfo("Europe/Berlin"))

    tickets = tickets_of(parse(f"created:{text}", asker), asker)

    assert set(tickets.values_list("subject", flat=True)) == set(moments.split())


def test_waiting_is_how_long_and_whether(two, bo, found):
    Ticket.objects.filter(pk=two[0].pk).update(waiting_since=timezone.now() - timedelta(hours=3))

    assert found(bo, "waiting:>2h") == {PARCEL}
    assert found(bo, "waiting:<2h") == {SHIRT}
    assert found(bo, "waiting:any") == {PARCEL, SHIRT}
    set_status(two[0], "pending", by=bo)
    write_reply(two[0], "Soon.", by=bo, channel="email")
    assert found(bo, "waiting:none") == {PARCEL}


def test_solved_is_when_and_whether(two, bo, found):
    solve_ticket(two[0], by=bo)

    assert (
        found(bo, "solved:today,yesterday")
        == found(bo, "solved:any")
        == found(bo, "-status:unsolved")
        == {PARCEL}
    )
    assert found(bo, "solved:none") == found(bo, "status:unsolved") == {SHIRT}


# --- nobody sees more ---------------------------------------------------------------------------------


@pytest.mark.requirement("R171")
@pytest.mark.parametrize(
    "text",
    [
        "",
        "tag:vip",
        "status:unsolved",
        "parcel",
        "order:any",
        "customer:mina",
        "assignee:any,none",
        "-tag:none",
    ],
)
def test_no_filter_shows_or_counts_what_the_agent_may_not_see(two, ada, bo, cy, text):
    for agent, is_in_reach in ((ada, True), (bo, True), (cy, False)):
        asker = Asker.of(agent)
        tickets = tickets_of(parse(text, asker), asker)

        assert tickets.filter(pk=two[0].pk).exists() is is_in_reach
        assert matches(two[0], parse(text, asker), asker) is is_in_reach
        assert bool(counts_of([tickets], most=10)[0]) is is_in_reach


def test_orders_and_customers_are_asked_only_by_who_may_see_them(two, bo, found):
    role = Role.objects.create(name="Narrow", permissions=["ticket:read_team"])
    bo.role = role
    bo.save()
    narrow = type(bo).objects.get(pk=bo.pk)

    for text in (
        "order:any",
        "order:w2611",
        "order-state:shipped",
        "order-value:>1",
        'product:"Oak table"',
        "customer:mina",
    ):
        assert found(narrow, text) == set(), text


def test_one_ticket_is_asked_the_same_question_also_by_a_rule(two, bo):
    rule = Asker(None, timezone.now(), ZoneInfo("UTC"))

    for text in (
        "tag:vip",
        "parcel",
        "has:attachment",
        "order-state:shipped",
        "customer:mina",
        "-status:solved",
    ):
        assert matches(two[0], parse(text, rule), rule), text
    assert not matches(two[1], parse("tag:vip", rule), rule)
    assert not matches(two[0], parse("assignee:me", rule), rule)


def test_a_field_that_is_gone_is_met_by_no_ticket(two, bo):
    for is_not in (False, True):
        assert not tickets_of([Condition("gone", ("x",), is_not)], Asker.of(bo)).exists()


def test_counting_stops_at_the_cap_and_is_one_query(two, ada, django_assert_num_queries):
    asker = Asker.of(ada)
    lists = [tickets_of(parse(text, asker), asker) for text in ("", "tag:vip", "status:closed")]
    nothing = Ticket.objects.none()

    with django_assert_num_queries(1):
        assert counts_of([*lists, nothing], most=1) == [1, 1, 0, 0]
    assert counts_of([], most=1) == []


def test_a_ticket_comes_once_however_much_fits(two, bo):
    asker = Asker.of(bo)
    tag_ticket(two[0], Tag.objects.get(name="urgent matter"))
    keep_attachment(iter([b"y"]), name="b.txt", message=two[0].messages.get())

    assert tickets_of(parse("tag:any has:attachment order:any", asker), asker).count() == 1
