"""The filter line: what is typed narrows the list, is shared by its address, and is said where it means nothing."""

import html
import json
import os
import re
from pathlib import Path
from urllib.parse import quote

import pytest

from shopbell.tickets.models import BulkRun, Tag, Ticket
from shopbell.tickets.status import solve_ticket
from shopbell.tickets.tag import tag_ticket
from tests.web.console.test_ticket_list import many

NAUGHTY = Path(__file__).parents[4] / "shared" / "data" / "html" / "naughty-strings.json"
LIST = {"headers": {"HX-Request": "true", "HX-Target": "list"}}


def rows(page):
    return [int(number) for number in re.findall(r'data-ticket="(\d+)"', page.content.decode())]


@pytest.mark.requirement("R89")
def test_a_filter_narrows_the_view_and_its_address_can_be_shared(desk, ada, bo, cy, late_parcel, wrong_size):
    tag_ticket(late_parcel, Tag.objects.create(name="vip"))
    address = "/desk/views/open/?filter=tag:vip"

    assert rows(desk(bo).get(address)) == rows(desk(ada).get(address)) == [late_parcel.pk]
    assert rows(desk(cy).get(address)) == []


def test_what_is_added_becomes_part_of_the_address(desk, bo, late_parcel, wrong_size):
    answer = desk(bo).get("/desk/views/open/", {"filter": "channel:email", "add": "Parcel"}, **LIST)

    assert rows(answer) == [late_parcel.pk]
    assert answer.headers["HX-Push-Url"] == "/desk/views/open/?filter=channel%3Aemail+Parcel"
    assert "1 ticket<" in answer.content.decode()


def test_an_open_ticket_stays_open_beside_a_list_that_is_filtered(desk, bo, late_parcel):
    answer = desk(bo).get("/desk/views/open/", {"add": "parcel", "ticket": late_parcel.pk}, **LIST)
    address = answer.headers["HX-Push-Url"]
    page = desk(bo).get(address).content.decode()

    assert address == f"/desk/tickets/{late_parcel.pk}/?view=open&filter=parcel"
    assert 'data-filter-text="parcel"' in page
    assert re.search(r'href="/desk/views/open/\?filter=parcel"[^>]*data-back', page)


def test_links_and_the_next_page_keep_the_filter(desk, bo, returns):
    many(returns, 60, channel="chat")
    browser = desk(bo)
    page = browser.get("/desk/views/open/?filter=channel:chat")
    more = html.unescape(re.search(r'class="row-more"[^>]*hx-get="([^"]+)"', page.content.decode())[1])

    assert "?view=open&amp;filter=channel%3Achat" in page.content.decode()
    assert "filter=channel%3Achat&after=" in more
    following = browser.get(more)
    assert sorted(rows(page) + rows(following)) == sorted(Ticket.objects.values_list("pk", flat=True))
    assert "60 tickets" in page.content.decode()


def test_a_word_that_means_nothing_is_said_and_changes_nothing(desk, bo, late_parcel, wrong_size):
    answer = desk(bo).get("/desk/views/open/", {"filter": "parcel", "add": "statsu:open"}, **LIST)
    page = html.unescape(answer.content.decode())

    assert "There is no field “statsu”" in page and "Did you mean “status”?" in page
    assert rows(answer) == [late_parcel.pk]
    assert 'value="statsu:open"' in page


def test_an_address_that_cannot_be_understood_shows_nothing_rather_than_too_much(desk, bo, late_parcel):
    answer = desk(bo).get("/desk/views/open/?filter=tag:nobody")

    assert (answer.status_code, rows(answer)) == (200, [])
    assert "There is no “nobody” here." in html.unescape(answer.content.decode())


def test_an_empty_result_leads_to_all_tickets(desk, bo, late_parcel):
    solve_ticket(late_parcel, by=bo)
    page = desk(bo).get("/desk/views/open/?filter=parcel").content.decode()
    assert "No ticket fits" in page

    link = re.search(r'href="(/desk/views/all/[^"]+)"', page)[1]
    assert rows(desk(bo).get(html.unescape(link))) == [late_parcel.pk]


def test_the_count_ends_at_a_thousand(desk, bo, returns):
    many(returns, 1001)

    assert "More than 1000 tickets" in desk(bo).get("/desk/views/open/?filter=-tag:any").content.decode()


@pytest.mark.parametrize("slug", ["mine", "solved", "all"])
def test_every_view_can_be_narrowed(desk, bo, late_parcel, wrong_size, slug):
    solve_ticket(late_parcel, by=bo)
    shown = {"mine": [wrong_size.pk], "solved": [late_parcel.pk], "all": [late_parcel.pk, wrong_size.pk]}

    assert sorted(rows(desk(bo).get(f"/desk/views/{slug}/?filter=-tag:any"))) == sorted(shown[slug])
    assert rows(desk(bo).get(f"/desk/views/{slug}/?filter=tag:any")) == []


def test_all_of_a_filtered_view_is_what_the_filter_leaves(desk, bo, late_parcel, wrong_size):
    browser = desk(bo)
    assert browser.get("/desk/views/open/count/?filter=channel:chat").content == b"1"

    words = {"action": "status", "view": "open", "filter": "channel:chat", "value": "pending"}
    browser.post("/desk/bulk/", words, headers={"HX-Request": "true"})
    assert BulkRun.objects.get().total == 1
    assert (
        browser.post(
            "/desk/bulk/", {**words, "filter": "tag:gone"}, headers={"HX-Request": "true"}
        ).status_code
        == 422
    )


def test_suggestions_are_options_with_the_whole_text(desk, bo):
    page = desk(bo).get("/desk/filter/offers/?text=parcel+status:pen").content.decode()

    assert 'role="option"' in page and 'data-text="parcel status:pending "' in page


@pytest.mark.skipif(
    not NAUGHTY.exists() or os.environ.get("CI") == "true", reason="the shared naughty strings are not here"
)
def test_naughty_strings_may_be_typed_into_the_line(desk, bo, late_parcel):
    browser = desk(bo)
    for naughty in json.loads(NAUGHTY.read_text()):
        for address in (
            f"/desk/views/open/rows/?filter={quote(naughty)}",
            f"/desk/views/all/rows/?add={quote('tag:' + naughty)}",
            f"/desk/filter/offers/?text={quote('customer:' + naughty)}",
        ):
            answer = browser.get(address)
            assert answer.status_code == 200, naughty
            assert "<script>alert" not in answer.content.decode()


def test_an_address_that_cannot_be_understood_shows_nothing_also_when_the_list_is_asked_for_again(
    desk, bo, late_parcel
):
    page = desk(bo).get("/desk/views/open/?filter=status:opne")
    again = html.unescape(re.search(r'data-live-url="([^"]*/rows/[^"]*)"', page.content.decode())[1])

    for answer in (page, desk(bo).get(again)):
        assert rows(answer) == []
        assert "none of the choices here" in answer.content.decode()
