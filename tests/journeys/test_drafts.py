"""Drafts in a browser: across windows, devices, crashes and lost connections, and in the hands of a colleague."""

import re

from playwright.sync_api import expect

from shopbell.tickets.models import Draft, Message

from .axe import assert_accessible
from .conftest import PHONE
from .walking import box, open_ticket, saved, send, write


def test_a_draft_is_there_on_another_device_and_gone_when_it_was_sent(screen, bo, parcel):
    first, second = screen(bo), screen(bo, size=PHONE, has_touch=True)
    open_ticket(first, parcel)
    box(first).press_sequentially("Dear Mina, it comes")
    saved(first)
    expect(first.locator(f"#row-{parcel.pk} .row-draft")).to_be_visible()

    open_ticket(second, parcel)
    expect(box(second)).to_have_value("Dear Mina, it comes")
    send(second)
    expect(second.locator("#entries")).to_contain_text("Dear Mina, it comes")
    expect(first.locator(f"#row-{parcel.pk} .row-draft")).to_have_count(0)
    assert not Draft.objects.exists()


def test_two_windows_never_overwrite_each_other_silently(screen, bo, parcel):
    first, second = screen(bo), screen(bo)
    for page in (first, second):
        open_ticket(page, parcel)
    box(first).press_sequentially("One")
    saved(first)
    box(second).press_sequentially("Two")
    bar = second.locator("[data-conflict]")
    expect(bar).to_contain_text("This draft was changed in another window.")
    expect(bar).to_contain_text("One")
    assert_accessible(second)
    send(second)
    expect(second.locator("[data-error]")).to_have_text("Choose first which words to keep.")
    assert not Message.objects.filter(agent=bo).exists()

    bar.get_by_role("button", name="Keep what I wrote").click()
    saved(second)
    assert Draft.objects.get().text == "Two"


def test_what_is_typed_without_a_connection_goes_up_when_it_is_back(screen, bo, parcel):
    page = screen(bo)
    open_ticket(page, parcel)
    page.context.set_offline(True)
    box(page).press_sequentially("Written in a tunnel")
    expect(page.locator("[data-draft-state]")).to_have_text("Kept in this browser")
    send(page)
    expect(page.locator("[data-error]")).to_contain_text("Not sent")
    page.context.set_offline(False)
    saved(page)
    assert Draft.objects.get().text == "Written in a tunnel"
    send(page)
    expect(page.locator("#entries")).to_contain_text("Written in a tunnel")
    assert Message.objects.filter(agent=bo).count() == 1
    screen.wrong.clear()


def test_words_that_never_came_up_are_there_after_the_browser_crashed(screen, bo, parcel):
    page = screen(bo)
    open_ticket(page, parcel)
    page.route("**/draft/", lambda route: route.abort())
    box(page).press_sequentially("Nearly lost")
    page.reload()
    expect(box(page)).to_have_value("Nearly lost")
    page.unroute("**/draft/")
    box(page).press_sequentially("!")
    saved(page)
    assert Draft.objects.get().text == "Nearly lost!"
    screen.wrong.clear()


def test_words_that_came_up_though_the_answer_was_lost_are_no_conflict(screen, bo, parcel):
    def lose(route):
        route.fetch()
        route.abort()

    page = screen(bo)
    open_ticket(page, parcel)
    page.route("**/draft/", lose)
    box(page).focus()
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/draft/")):
        page.keyboard.insert_text(
            "Heard"
        )  # at once: of two saves, the second is refused until an answer is heard
    assert Draft.objects.get().text == "Heard"
    page.unroute("**/draft/")
    box(page).press_sequentially(", and more")
    saved(page)
    assert Draft.objects.get().text == "Heard, and more"
    expect(page.locator("[data-conflict]")).to_be_hidden()
    screen.wrong.clear()


def test_reply_and_note_are_two_sheets(screen, bo, parcel):
    page = screen(bo)
    open_ticket(page, parcel)
    write(page, "For the customer")
    page.locator(".composer-tab", has_text="Note").click()
    expect(box(page)).to_have_value("")
    write(page, "For us")
    page.locator(".composer-tab", has_text="E-mail").click()
    expect(box(page)).to_have_value("For the customer")
    saved(page)
    page.get_by_role("button", name="Discard draft").click()
    expect(box(page)).to_have_value("")
    page.get_by_role("button", name="Undo").click()
    expect(box(page)).to_have_value("For the customer")


def test_a_shared_draft_is_taken_over_by_a_colleague(screen, ada, bo, parcel):
    first, second = screen(bo), screen(ada)
    for page in (first, second):
        open_ticket(page, parcel)
    write(first, "Dear Mina, half")
    saved(first)
    first.get_by_role("button", name="Share this draft with colleagues").click()
    expect(second.locator(".shared-draft")).to_contain_text("Dear Mina, half")
    assert_accessible(second)
    second.get_by_role("button", name="Take it over").click()
    expect(box(second)).to_have_value("Dear Mina, half")
    expect(second.locator(".shared-draft")).to_have_count(0)


def test_words_that_went_up_while_the_screen_came_back_are_in_its_box(screen, bo, parcel, wrong_size):
    page, saves = screen(bo), []

    def arrive_late(route):
        before = route.fetch()  # knows nothing of the words yet
        saves[0].fulfill(response=saves[0].fetch())
        page.wait_for_function(
            "() => !Object.keys(localStorage).some((key) => key.startsWith('shopbell.draft.'))"
        )
        route.fulfill(response=before)

    open_ticket(page, parcel)
    page.route("**/draft/", lambda route: saves.append(route))
    with page.expect_request("**/draft/"):
        box(page).fill("Dear Mina, it comes")
    page.locator(f"#row-{wrong_size.pk} a").click()
    expect(page.locator(".ticket")).to_have_attribute("data-ticket", str(wrong_size.pk))
    expect(box(page)).to_have_value("")
    page.route(re.compile(rf"/desk/tickets/{parcel.pk}/(\?.*)?$"), arrive_late)
    page.go_back()
    expect(page.locator(".ticket")).to_have_attribute("data-ticket", str(parcel.pk))
    expect(box(page)).to_have_value("Dear Mina, it comes")
