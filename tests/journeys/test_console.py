"""The console in a browser: answering, taking back, live beside others, by keyboard, on a phone."""

import re

import pytest
from playwright.sync_api import expect

from shopbell.tickets.macro import Macro
from shopbell.tickets.message import receive_message
from shopbell.tickets.models import Message, Ticket
from shopbell.tickets.ticket import create_ticket

from .conftest import PHONE
from .walking import box, open_ticket, send, write


def test_an_agent_answers_takes_back_and_answers_again(screen, bo, parcel):
    page = screen(bo)
    page.goto("/desk/views/open/")
    page.get_by_role("link", name=re.compile("Where is my parcel")).click()
    page.wait_for_url(re.compile(rf"/desk/tickets/{parcel.pk}/"))

    write(page, "It comes today.")
    send(page)
    expect(page.locator("#entries")).to_contain_text("It comes today.")
    expect(box(page)).to_have_value("")

    page.get_by_role("button", name="Undo").click()
    expect(box(page)).to_have_value("It comes today.")
    expect(page.locator("#entries .mail").filter(has_text="It comes today.")).to_have_count(0)

    write(page, "It comes tomorrow.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#entries")).to_contain_text("It comes tomorrow.")
    assert [message.text for message in Message.objects.filter(agent=bo, unsent_at=None)] == [
        "It comes tomorrow."
    ]


def test_send_and_solve_and_a_note(screen, bo, parcel):
    page = screen(bo)
    open_ticket(page, parcel)
    page.locator(".composer-tab", has_text="Note").click()
    write(page, "The carrier lost it.")
    send(page)
    expect(page.locator("#entries .note")).to_contain_text("The carrier lost it.")

    page.locator(".composer-tab", has_text="E-mail").click()
    write(page, "We sent a new one.")
    page.get_by_role("button", name="More ways to send").click()
    page.get_by_role("menuitem", name="Send and solve").click()

    expect(page.locator("#ticket-head")).to_have_attribute("data-status", "solved")
    expect(page.locator("#entries")).to_contain_text("Bo Lind solved this ticket.")


def test_what_is_typed_survives_news_a_switch_and_a_reload(screen, bo, mina, parcel, wrong_size):
    page = screen(bo)
    open_ticket(page, parcel)
    box(page).press_sequentially("Dear Mina, ")
    receive_message(parcel, "Are you there?", customer=mina, channel="email")
    expect(page.locator("#entries")).to_contain_text("Are you there?")
    box(page).press_sequentially("I am here.")
    expect(box(page)).to_have_value("Dear Mina, I am here.")

    page.locator(f"#row-{wrong_size.pk} a").click()
    expect(page.locator(".ticket")).to_have_attribute("data-ticket", str(wrong_size.pk))
    expect(box(page)).to_have_value("")
    page.go_back()
    expect(page.locator(".ticket")).to_have_attribute("data-ticket", str(parcel.pk))
    expect(box(page)).to_have_value("Dear Mina, I am here.")
    page.reload()
    expect(box(page)).to_have_value("Dear Mina, I am here.")


def test_the_list_is_live_and_what_is_pointed_at_stays(screen, bo, mina, parcel, wrong_size, returns):
    for number in range(30):
        ticket = create_ticket(customer=mina, channel="email", subject=f"Ticket {number}", team=returns)
        receive_message(ticket, "Hello", customer=mina, channel="email")
    page = screen(bo)
    page.goto("/desk/views/open/")
    row = page.locator(".row", has_text="Ticket 25")
    row.hover()
    before = row.bounding_box()["y"]

    fresh = create_ticket(customer=mina, channel="chat", subject="Just now", team=returns)
    receive_message(fresh, "Hello", customer=mina, channel="chat")

    expect(page.locator(".row", has_text="Just now")).to_have_count(1)
    expect(page.locator("#views [aria-current]")).to_contain_text("33")
    assert abs(row.bounding_box()["y"] - before) <= 1


def test_two_agents_in_one_ticket_see_each_other_and_what_they_do(screen, ada, bo, parcel):
    first, second = screen(ada), screen(bo)
    open_ticket(first, parcel)
    open_ticket(second, parcel)
    expect(first.get_by_text("Bo is looking")).to_be_visible()
    expect(second.get_by_text("Ada is looking")).to_be_visible()

    second.get_by_role("button", name="Take it").click()
    expect(first.locator("#ticket-head")).to_contain_text("Bo Lind")
    second.locator("[data-key-menu=status]").click()
    second.get_by_role("menuitemradio", name="On hold").click()
    expect(first.locator("#ticket-head")).to_have_attribute("data-status", "on_hold")
    expect(first.locator("#entries")).to_contain_text("Bo Lind put this ticket on hold")

    box(second).press_sequentially("Dear")
    expect(first.get_by_text("Bo is writing…")).to_be_visible()
    second.goto("/desk/views/open/")
    expect(first.get_by_text("Bo is looking")).to_have_count(0)


def test_hands_stay_on_the_keyboard(screen, bo, parcel, wrong_size):
    page = screen(bo)
    page.goto("/desk/views/open/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator(".ticket")).to_have_attribute("data-ticket", str(wrong_size.pk))
    page.keyboard.press("j")
    expect(page.locator(".ticket")).to_have_attribute("data-ticket", str(parcel.pk))
    page.keyboard.press("Shift+A")
    expect(page.locator("#ticket-head")).to_have_attribute("data-assignee", str(bo.pk))
    page.keyboard.press("n")
    expect(box(page)).to_be_focused()
    expect(page.locator("#composer")).to_have_attribute("data-kind", "note")
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    expect(page.locator("#composer")).to_have_attribute("data-kind", "email")
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    expect(page.locator("#ticket-head")).to_have_attribute("data-status", "solved")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Assign to me")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.get_by_text("Choose a ticket")).to_be_visible()


@pytest.mark.requirement("R88")
def test_a_slash_brings_a_macro_with_the_customer_s_name(screen, bo, parcel):
    Macro.objects.create(
        name="Sorry", text="Dear {{ customer.first_name }}, we are sorry. {{ agent.first_name }}"
    )
    Macro.objects.create(name="Order", text="{{ order.number }}")
    page = screen(bo)
    open_ticket(page, parcel)
    box(page).press_sequentially("/")
    find = page.get_by_role("searchbox", name="Find a macro")
    expect(find).to_be_focused()
    find.press_sequentially("sor")
    page.keyboard.press("Enter")
    expect(box(page)).to_have_value("Dear Mina, we are sorry. Bo")

    page.get_by_role("button", name="Macros").click()
    page.get_by_role("menuitem", name=re.compile("^Order")).click()
    expect(page.get_by_text("this ticket has none")).to_be_visible()


def test_who_types_a_macro_s_name_ahead_of_its_menu_finds_it(screen, bo, parcel):
    Macro.objects.create(name="Order", text="It is on its way.")
    Macro.objects.create(name="Sorry", text="We are sorry.")
    page, held = screen(bo), []
    open_ticket(page, parcel)
    page.route("**/macros/", lambda route: held.append(route))
    box(page).press_sequentially("/sor")
    expect(page.locator("#macro-menu")).to_be_visible()
    while not held:
        page.wait_for_timeout(20)

    held[0].continue_()

    expect(page.get_by_role("searchbox", name="Find a macro")).to_have_value("sor")
    page.keyboard.press("Enter")
    expect(box(page)).to_have_value("We are sorry.")


def test_a_refused_reply_stays_in_the_box(screen, bo, parcel):
    page = screen(bo)
    open_ticket(page, parcel)
    write(page, "It comes today.")
    Ticket.objects.filter(pk=parcel.pk).update(status="closed")
    send(page)

    expect(page.get_by_role("alert")).to_have_text("This ticket is closed. Reopen it to answer.")
    expect(box(page)).to_have_value("It comes today.")


def test_what_could_not_be_sent_is_sent_once_by_a_second_try(screen, bo, parcel):
    page = screen(bo)
    open_ticket(page, parcel)
    # the desk hears the reply, but its answer is lost on the way back
    page.route("**/replies/", lambda route: (route.fetch(), route.abort()))
    write(page, "It comes today.")
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("Not sent")
    expect(box(page)).to_have_value("It comes today.")

    page.unroute("**/replies/")
    send(page)
    expect(box(page)).to_have_value("")
    assert Message.objects.filter(agent=bo).count() == 1
    screen.wrong[:] = [line for line in screen.wrong if "ERR_FAILED" not in line]


def test_a_mail_is_as_high_as_its_words_and_fetches_pictures_when_told_to(screen, bo, parcel, letter):
    page = screen(bo)
    asked = []
    page.route(
        "https://spy.example/**", lambda route: (asked.append(route.request.url), route.fulfill(status=204))
    )
    open_ticket(page, parcel)
    frame = page.frame_locator(f"#frame-{letter.pk}")
    expect(frame.get_by_text("is cracked")).to_be_visible()
    expect(page.locator(f"#frame-{letter.pk}")).to_have_attribute("style", re.compile("height"))
    assert asked == []

    page.get_by_role("button", name="Show pictures").click()
    expect(page.locator(f"#frame-{letter.pk}")).to_have_attribute("src", re.compile("pictures=1"))
    expect(frame.locator("img")).to_have_attribute(
        "src", re.compile(r"/picture/\?of=https%3A%2F%2Fspy.example%2Fp.gif")
    )
    assert asked == []  # the desk fetches it, whoever reads
    expect(page.get_by_role("button", name="Show pictures")).to_be_hidden()
    page.get_by_text("Show quotes and signature").click()
    expect(page.get_by_text("> It is on its way.")).to_be_visible()


def test_on_a_phone_the_columns_are_screens(screen, bo, parcel, wrong_size):
    page = screen(bo, size=PHONE, has_touch=True)
    page.goto("/desk/views/mine/")
    page.get_by_role("link", name="Views").click()
    page.get_by_role("link", name=re.compile("^All open")).click()
    page.get_by_role("link", name=re.compile("Where is my parcel")).click()
    expect(page.locator("#list")).to_be_hidden()
    expect(page.locator("#panel")).to_be_hidden()
    page.get_by_role("link", name="Customer").click()
    expect(page.locator("#panel")).to_be_visible()
    page.go_back()
    expect(page.locator("#panel")).to_be_hidden()
    page.get_by_role("link", name="Tickets").click()
    expect(page.locator("#list")).to_be_visible()
    page.get_by_role("link", name=re.compile("too small")).click()
    expect(page.locator("#list")).to_be_hidden()
    page.go_back()
    expect(page.locator("#list")).to_be_visible()


def test_the_thread_opens_at_a_message_that_the_address_names(screen, bo, parcel, mina):
    for number in range(150):
        receive_message(parcel, f"line {number}", customer=mina, channel="chat")
    first = parcel.messages.filter(text="line 60").get()
    page = screen(bo)
    page.goto(f"/desk/tickets/{parcel.pk}/#message-{first.pk}")
    expect(page.get_by_text("line 60", exact=True)).to_be_in_viewport()

    page.get_by_role("button", name="Show earlier messages").click()
    expect(page.get_by_text("line 10", exact=True)).to_have_count(1)
    receive_message(parcel, "line 150", customer=mina, channel="chat")
    expect(page.locator("#entries").get_by_text("line 150", exact=True)).to_have_count(1)
    expect(page.get_by_text("line 10", exact=True)).to_have_count(1)
    assert page.locator("#entries .bubble, .entries-earlier .bubble, .mail").count() == 152
