"""The connection is cut in the middle of everything: it is said, nothing typed is lost, nothing happens twice."""

import re
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from shopbell.tickets.event import Verb
from shopbell.tickets.message import receive_message
from shopbell.tickets.models import BulkRun, Draft, Message, Tag, Ticket
from shopbell.tickets.ticket import create_ticket, rename_ticket

from .axe import assert_accessible
from .walking import ON_A_PHONE, box, head, hold_replies, open_ticket, saved, toast

BACK = 20_000  # a socket that was cut comes back after a pause of its own


@pytest.fixture
def cut(screen):
    """Cut the line of a page, and let it be mended; what the browser complains of meanwhile is no fault."""
    yield lambda page, is_cut=True: page.context.set_offline(is_cut)
    screen.wrong.clear()


def banner(page):
    return page.locator("[data-offline]")


def unreachable(page):
    return toast(page, "The desk cannot be reached.").last


def solve(page):
    page.locator("[data-key-menu=status]").click()
    page.get_by_role("menuitemradio", name="Solved").click()


@contextmanager
def answer_lost(page, address):
    """The desk hears what is posted to `address` and does it, but its answer does not come back."""

    def lose(route):
        if route.request.method != "POST":
            return route.continue_()
        route.fetch()
        return route.abort()

    page.route(address, lose)
    with page.expect_event("requestfailed", lambda request: request.method == "POST"):
        yield
    page.unroute(address)


@pytest.mark.requirement("R88")
@pytest.mark.parametrize("size", [{}, ON_A_PHONE], ids=["wide", "phone"])
def test_offline_while_typing_uploading_sending_and_solving(screen, bo, parcel, mina, cut, tmp_path, size):
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.4")
    page = screen(bo, **size)
    open_ticket(page, parcel)
    box(page).press_sequentially("Dear Mina, ")
    saved(page)

    cut(page)
    expect(banner(page)).to_be_visible()
    box(page).press_sequentially("see the scan.")
    expect(page.locator("[data-draft-state]")).to_have_text("Kept in this browser")
    page.locator("[data-pick]").set_input_files([tmp_path / "scan.pdf"])
    chip = page.locator(".composer-file")
    expect(chip.get_by_role("button", name="Try again")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("[data-error]")).to_contain_text("Not sent: a file did not arrive.")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("[data-error]")).to_contain_text("Not sent: the desk cannot be reached.")
    solve(page)
    expect(unreachable(page)).to_be_visible()
    if not size:  # a phone has no rail beside a ticket
        page.get_by_role("link", name="Settings", exact=True).click()
    expect(unreachable(page)).to_be_visible()
    receive_message(parcel, "And my invoice?", customer=mina, channel="email")
    expect(box(page)).to_have_value("Dear Mina, see the scan.")

    cut(page, False)
    expect(banner(page)).to_be_hidden(timeout=BACK)
    expect(page.locator("#entries")).to_contain_text("And my invoice?")
    expect(chip).not_to_have_class(re.compile("is-broken"))
    expect(chip.locator("progress")).to_have_count(0)
    saved(page)
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_role("button", name="Send anyway").click()
    expect(page.locator("#entries")).to_contain_text("see the scan.")
    expect(box(page)).to_have_value("")

    message = Message.objects.get(agent=bo)
    assert message.text == "Dear Mina, see the scan."
    assert [file.name for file in message.attachments.all()] == ["scan.pdf"]
    assert not Draft.objects.exists()
    assert not parcel.events.filter(verb=Verb.SOLVED).exists()


def test_an_undo_that_meets_a_cut_line_is_offered_again(screen, bo, parcel, cut, monkeypatch):
    hold_replies(monkeypatch)
    page = screen(bo)
    open_ticket(page, parcel)
    box(page).fill("It comes today.")
    page.keyboard.press("Control+Shift+Enter")
    expect(head(page)).to_have_attribute("data-status", "solved")

    cut(page)
    toast(page, "Sent").get_by_role("button", name="Undo").click()
    expect(unreachable(page)).to_be_visible()
    cut(page, False)
    # whatever else was asked for meanwhile says so too, with nothing to take back
    offered = (
        page.locator(".toast")
        .filter(has_text="The desk cannot be reached.")
        .get_by_role("button", name="Undo")
    )
    offered.click()

    expect(box(page)).to_have_value("It comes today.")
    expect(head(page)).not_to_have_attribute("data-status", "solved")
    assert Message.objects.get(agent=bo).unsent_at


def test_a_change_whose_answer_is_lost_happens_once_and_comes_back(screen, bo, parcel, cut):
    page = screen(bo)
    open_ticket(page, parcel)
    with answer_lost(page, "**/status/"):
        solve(page)
    expect(unreachable(page)).to_be_visible()
    expect(head(page)).to_have_attribute("data-status", "solved")  # the socket said so
    solve(page)
    expect(page.locator(".menu:popover-open")).to_have_count(0)
    page.locator("[data-key-menu=status]").click()
    page.get_by_role("menuitemradio", name="Open").click()
    expect(head(page)).to_have_attribute("data-status", "open")

    cut(page)
    toast(page, "opened this ticket").get_by_role("button", name="Undo").click()
    expect(unreachable(page)).to_be_visible()
    cut(page, False)
    unreachable(page).get_by_role("button", name="Undo").click()
    expect(head(page)).to_have_attribute("data-status", "solved")
    verbs = list(parcel.events.order_by("pk").values_list("verb", flat=True))
    assert verbs.count(Verb.SOLVED) == 2  # one was done, one undone


def test_many_tickets_are_changed_once_by_a_second_try(screen, bo, mina, returns, cut):
    Tag.objects.create(name="storm")
    for number in range(3):
        ticket = create_ticket(customer=mina, channel="email", subject=f"Storm {number}", team=returns)
        receive_message(ticket, "Hello", customer=mina, channel="email")
    page = screen(bo)
    page.goto("/desk/views/open/")
    page.get_by_role("button", name="Select tickets", exact=True).click()
    page.get_by_role("button", name="All in this view (3)").click()
    page.keyboard.press("t")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Add a tag").select_option("storm")
    expect(dialog).to_contain_text("3 tickets change.")
    change = dialog.get_by_role("button", name="Change", exact=True)

    cut(page)
    change.click()
    expect(unreachable(page)).to_be_visible()
    expect(dialog).to_contain_text("3 tickets change.")
    cut(page, False)
    with answer_lost(page, "**/desk/bulk/"):
        change.click()
    change.click()
    expect(dialog).to_be_hidden()
    expect(page.locator("#bulk-runs")).to_contain_text("3 tickets changed.", timeout=BACK)

    assert BulkRun.objects.count() == 1
    assert Ticket.objects.filter(tags__name="storm").count() == 3


def test_many_tickets_are_not_changed_by_the_preview_of_something_else(screen, bo, parcel, cut):
    Tag.objects.create(name="storm")
    Tag.objects.create(name="flood")
    page = screen(bo)
    page.goto("/desk/views/open/")
    page.get_by_role("button", name="Select tickets", exact=True).click()
    page.get_by_role("button", name="All in this view (1)").click()
    page.keyboard.press("t")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Add a tag").select_option("storm")
    expect(dialog).to_contain_text("1 ticket changes.")
    cut(page)
    dialog.get_by_label("Add a tag").select_option("flood")
    expect(unreachable(page)).to_be_visible()
    expect(dialog.get_by_label("Add a tag")).to_have_value("")
    expect(dialog.get_by_role("button", name="Change", exact=True)).to_be_disabled()

    cut(page, False)
    dialog.get_by_label("Add a tag").select_option("flood")
    dialog.get_by_role("button", name="Change", exact=True).click()
    expect(dialog).to_be_hidden()
    expect(page.locator("#bulk-runs")).to_contain_text("1 ticket changed.", timeout=BACK)
    assert [tag.name for tag in parcel.tags.all()] == ["flood"]


def test_nobody_is_led_off_a_form_while_the_desk_is_away(screen, bo, parcel, ada, cut):
    Ticket.objects.update(assignee=bo)
    page = screen(bo)
    page.goto("/desk/handover/")
    page.get_by_label("Agent").select_option(label="Ada Moreau")
    page.get_by_label("Brief for all of them").fill("She waits since Tuesday.")
    cut(page)
    expect(banner(page)).to_be_visible()
    page.get_by_role("button", name="Hand over", exact=True).click()
    expect(unreachable(page)).to_be_visible()
    expect(page.get_by_label("Brief for all of them")).to_have_value("She waits since Tuesday.")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog")).to_contain_text("The desk cannot be reached.")
    assert_accessible(page)
    page.keyboard.press("Escape")

    cut(page, False)
    page.get_by_role("button", name="Hand over", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="1 ticket was handed over")).to_be_visible()
    assert Ticket.objects.get().assignee == ada


def test_a_line_that_died_without_a_word_is_found_out(screen, bo, ada, parcel):
    page = screen(bo)
    dead = []

    def pass_on(route):
        server = route.connect_to_server()
        route.on_message(lambda text: None if route in dead else server.send(text))
        server.on_message(lambda text: None if route in dead else route.send(text))
        lines.append(route)

    lines: list = []
    page.route_web_socket("**/live", pass_on)
    with page.expect_response(re.compile(f"/desk/tickets/{parcel.pk}/live/")):
        open_ticket(page, parcel)
    dead.append(lines[0])
    rename_ticket(parcel, "Where has my parcel gone?", by=ada)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # as when a laptop wakes

    expect(page.get_by_role("heading", name="Where has my parcel gone?")).to_be_visible(timeout=BACK)
    assert len(lines) == 2


def test_a_line_that_nobody_takes_up_is_given_up(screen, bo, ada, parcel):
    page, lines = screen(bo), []

    def take_the_second(route):
        lines.append(route)
        if len(lines) > 1:
            route.connect_to_server()

    page.route_web_socket("**/live", take_the_second)
    page.clock.install()
    open_ticket(page, parcel)
    assert len(lines) == 1
    rename_ticket(parcel, "Where has my parcel gone?", by=ada)
    page.clock.run_for(25_000)

    expect(page.get_by_role("heading", name="Where has my parcel gone?")).to_be_visible(timeout=BACK)
    assert len(lines) == 2


def test_what_could_not_be_fetched_is_fetched_again_without_a_word(screen, bo, mina, parcel, cut):
    page = screen(bo)
    live = re.compile(f"/desk/tickets/{parcel.pk}/live/")
    with page.expect_response(live):
        open_ticket(page, parcel)
    refused = []

    def refuse(route):
        refused.append(route.request.url)
        if len(refused) <= 2:
            route.fulfill(status=503, body="starting", content_type="text/html")
        else:
            route.continue_()

    page.route(live, refuse)
    receive_message(parcel, "It has come!", customer=mina, channel="email")

    expect(page.locator("#entries")).to_contain_text("It has come!", timeout=BACK)
    assert len(refused) >= 3
    expect(page.locator(".toast")).to_have_count(0)
