"""The desk's pages as each role meets them."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from shopbell.live.looking import look
from shopbell.shop.models import Order, TicketOrder
from shopbell.tickets.models import Seen
from tests.cast import agent

WORK = {"headers": {"HX-Request": "true", "HX-Target": "work"}}


def views_below(prefix, patterns=None, path=""):
    """Every view whose address begins with `prefix`, by its address."""
    for pattern in patterns or get_resolver().url_patterns:
        here = path + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from views_below(prefix, pattern.url_patterns, here)
        elif isinstance(pattern, URLPattern) and here.startswith(prefix):
            yield here, pattern.callback


@pytest.mark.parametrize("prefix", ["desk/", "files/"])
def test_every_page_of_the_desk_has_a_door_that_says_what_it_needs(prefix):
    without = [address for address, view in views_below(prefix) if not hasattr(view, "permission")]

    assert without == []


def test_a_stranger_is_sent_to_sign_in_and_back(client, late_parcel):
    page = client.get(f"/desk/tickets/{late_parcel.pk}/?view=mine")
    assert page.url == f"/accounts/login/?next=/desk/tickets/{late_parcel.pk}/%3Fview%3Dmine"

    fragment = client.get(
        f"/desk/tickets/{late_parcel.pk}/live/",
        headers={"HX-Request": "true", "HX-Current-URL": "http://x/desk/?a=1"},
    )
    assert (fragment.status_code, fragment.headers["HX-Redirect"]) == (
        401,
        "/accounts/login/?next=/desk/%3Fa%3D1",
    )


def test_the_desk_opens_with_the_agent_s_own_view(desk, bo):
    assert desk(bo).get("/desk/", follow=True).request["PATH_INFO"] == "/desk/views/mine/"


@pytest.mark.parametrize(
    "slug", ["mine", "mentions", "unassigned", "first-reply", "open", "snoozed", "solved", "all"]
)
def test_an_empty_view_says_what_will_be_there(desk, cy, slug, care):
    page = desk(cy).get(f"/desk/views/{slug}/").content.decode()

    assert 'class="empty"' in page and "appear" in page


def test_another_team_s_view_is_not_there(desk, bo, advice):
    assert desk(bo).get(f"/desk/views/team-{advice.pk}/").status_code == 404
    assert desk(bo).get("/desk/views/team-99999999999999999999/").status_code == 404
    assert desk(bo).get("/desk/views/nothing/").status_code == 404


@pytest.mark.requirement("R78", "R89")
def test_a_permalink_shows_list_thread_and_customer(desk, bo, late_parcel, mina):
    order = Order.objects.create(
        external_id="1", number="10482", customer=mina, currency="EUR", total_cents=12900
    )
    TicketOrder.objects.create(ticket=late_parcel, order=order)

    page = desk(bo).get(f"/desk/tickets/{late_parcel.pk}/").content.decode()

    for words in (
        "All open",
        "It should have come on Tuesday.",
        "Mina Okafor",
        "mina@shopper.example",
        "#10482",
        "€129.00",
    ):
        assert words in page, words


@pytest.mark.requirement("R69")
def test_the_row_tells_the_state_of_the_order(desk, bo, late_parcel, mina):
    order = Order.objects.create(
        external_id="1", number="10482", customer=mina, currency="EUR", total_cents=12900, status="shipped"
    )
    TicketOrder.objects.create(ticket=late_parcel, order=order)

    assert "#10482 · €129.00 · shipped" in desk(bo).get("/desk/views/open/rows/").content.decode()


def test_a_click_in_the_list_brings_thread_and_panel_alone(desk, bo, late_parcel):
    page = desk(bo).get(f"/desk/tickets/{late_parcel.pk}/?view=open", **WORK).content.decode()

    assert "It should have come on Tuesday." in page and 'id="panel"' in page
    assert "<html" not in page and 'id="list"' not in page


@pytest.mark.parametrize("what", ["", "live/", "earlier/", "panel/", "looking/", "macros/"])
def test_a_ticket_is_found_by_those_who_may_see_it(desk, root, ada, bo, cy, late_parcel, what):
    address = f"/desk/tickets/{late_parcel.pk}/{what}"

    assert [desk(person).get(address).status_code for person in (root, ada, bo, cy)] == [200, 200, 200, 404]


def test_what_was_seen_is_noted_up_to_a_message_of_the_ticket(desk, bo, late_parcel, wrong_size):
    message, other = late_parcel.messages.get(), wrong_size.messages.get()
    browser = desk(bo)

    browser.post(f"/desk/tickets/{late_parcel.pk}/seen/", {"message": other.pk})
    assert not Seen.objects.exists()
    browser.post(f"/desk/tickets/{late_parcel.pk}/seen/", {"message": message.pk})
    assert Seen.objects.get().message_id == message.pk


def test_two_agents_in_one_ticket_see_each_other(desk, ada, bo, late_parcel):
    from django.utils import timezone

    look("a process", [(ada.pk, late_parcel.pk), (bo.pk, late_parcel.pk)], timezone.now())

    page = desk(bo).get(f"/desk/tickets/{late_parcel.pk}/looking/").content.decode()
    assert "Ada is looking" in page and "Bo" not in page


def test_who_may_only_read_gets_no_controls(desk, returns, late_parcel):
    from shopbell.accounts.models import Role

    Role.objects.create(name="Reader", permissions=["ticket:read_team"])
    reader = agent("Rae", "Reader", returns)

    page = desk(reader).get(f"/desk/tickets/{late_parcel.pk}/").content.decode()

    assert "It should have come on Tuesday." in page
    for control in ('id="composer"', "menu-status", "menu-assignee", "Take it", "mina@shopper.example"):
        assert control not in page, control


def test_the_composer_s_posts_are_refused_without_the_permission(desk, returns, late_parcel):
    from shopbell.accounts.models import Role

    Role.objects.create(name="Reader", permissions=["ticket:read_team"])
    browser = desk(agent("Rae", "Reader", returns))

    for what in ("replies", "notes", "status", "assignment", "team", "reason", "tags", "priority", "subject"):
        assert browser.post(f"/desk/tickets/{late_parcel.pk}/{what}/", {"text": "x"}).status_code == 403, what
    assert browser.post("/desk/uploads/").status_code == 403


def test_a_ticket_of_a_channel_that_is_gone_still_shows(desk, bo, late_parcel):
    late_parcel.channel = "pigeon_post"
    late_parcel.save()

    assert desk(bo).get(f"/desk/tickets/{late_parcel.pk}/").status_code == 200
    assert "Pigeon post" in desk(bo).get("/desk/views/open/").content.decode()


@pytest.mark.parametrize("address", ["?seen=x&since=y", "?seen=99999999999999999999&since=1.1.1&earlier=1"])
def test_odd_questions_get_the_ticket(desk, bo, late_parcel, address):
    assert desk(bo).get(f"/desk/tickets/{late_parcel.pk}/live/{address}").status_code == 200


def test_odd_numbers_get_a_list(desk, bo, late_parcel):
    for query in ("rows=x", "rows=-1", "rows=99999", "rows=999999999999", "after=%00", "after=1.2"):
        assert desk(bo).get(f"/desk/views/open/rows/?{query}").status_code == 200, query


def test_a_desk_without_an_inbox_says_that_one_is_to_be_made(desk, root, bo):
    for person, is_shown in ((root, True), (bo, False)):
        page = desk(person).get("/desk/views/mine/").content.decode()
        assert "Nobody can write to you yet" in page
        assert ("Make an inbox" in page) is is_shown


def test_the_open_ticket_may_be_named_in_any_digits_and_by_any_nonsense(desk, bo):
    for said, begins in [
        ("٢٠٠١", "/desk/tickets/2001/"),
        ("9" * 30, "/desk/views/open/"),
        ("x", "/desk/views/open/"),
    ]:
        answer = desk(bo).get(
            "/desk/views/open/",
            {"filter": "is:unread", "ticket": said},
            headers={"HX-Request": "true", "HX-Target": "list"},
        )
        assert answer.headers["HX-Push-Url"].startswith(begins)
