"""The console in a browser: answering, taking back, live beside others, by keyboard, on a phone."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from shopbell.channels.inbox import set_inbox
from shopbell.core.html import clean
from shopbell.customers.customer import claim_identity
from shopbell.customers.models import Customer
from shopbell.shop.models import Order, TicketOrder
from shopbell.tickets.attachment import keep_attachment
from shopbell.tickets.macro import Macro
from shopbell.tickets.message import add_note, receive_message, write_reply
from shopbell.tickets.models import ContactReason, Message, Tag, Ticket
from shopbell.tickets.tag import tag_ticket
from shopbell.tickets.ticket import create_ticket

from .axe import assert_accessible, violations
from .conftest import PHONE

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 3


@pytest.fixture
def parcel(late_parcel, care):
    """The late parcel, in the inbox of the shop, so that answers have a way out."""
    set_inbox(late_parcel, care)
    return late_parcel


def open_ticket(page, ticket, view="open"):
    page.goto(f"/desk/tickets/{ticket.pk}/?view={view}")
    expect(page.locator("#entries")).to_be_visible()


def write(page, text):
    page.get_by_label("Message", exact=True).fill(text)


def send(page):
    page.get_by_role("button", name=re.compile("^(Send|Add note)$")).click()


def box(page):
    return page.locator("#composer-text")


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


def test_files_go_along_and_can_be_taken_off(screen, bo, parcel, tmp_path):
    for name in ("scan.pdf", "other.txt"):
        (tmp_path / name).write_bytes(b"%PDF-1.4")
    page = screen(bo)
    open_ticket(page, parcel)
    page.locator("[data-pick]").set_input_files([tmp_path / "scan.pdf", tmp_path / "other.txt"])
    expect(page.locator(".composer-file")).to_have_count(2)
    page.get_by_role("button", name="Remove: other.txt").click()
    expect(page.locator(".composer-file")).to_have_count(1)
    write(page, "See the scan.")
    send(page)

    with page.expect_download() as download:
        page.locator("#entries").get_by_role("link", name=re.compile("scan.pdf")).click(modifiers=["Alt"])
    assert download.value.suggested_filename == "scan.pdf"
    assert [file.name for file in Message.objects.get(agent=bo).attachments.all()] == ["scan.pdf"]


@pytest.fixture
def held():
    """Hold the uploads of a page back: `held(page)` returns a list of those on their way; `…[0].continue_()` lets one go."""

    def hold(page, address="**/uploads/"):
        routes = []
        page.context.route(address, lambda route: routes.append(route))
        return routes

    return hold


def until_held(page, routes, count=1):
    while len(routes) < count:
        page.wait_for_timeout(20)


def test_a_send_while_a_file_uploads_goes_off_by_itself(screen, bo, parcel, tmp_path, held):
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.4")
    page = screen(bo)
    open_ticket(page, parcel)
    routes = held(page)
    page.locator("[data-pick]").set_input_files([tmp_path / "scan.pdf"])
    until_held(page, routes)
    write(page, "See the scan.")
    send(page)
    expect(page.get_by_text("Sends by itself when the files are there.")).to_be_visible()
    assert not Message.objects.filter(agent=bo).exists()

    page.get_by_role("button", name="Do not send yet").click()
    expect(page.get_by_text("Sends by itself")).to_be_hidden()
    expect(box(page)).to_have_value("See the scan.")
    send(page)
    routes[0].continue_()

    expect(page.locator("#entries")).to_contain_text("See the scan.")
    expect(box(page)).to_have_value("")
    message = Message.objects.get(agent=bo)
    assert [file.name for file in message.attachments.all()] == ["scan.pdf"]


def test_a_file_that_is_lost_on_the_way_keeps_the_text(screen, bo, parcel, tmp_path, held):
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.4")
    page = screen(bo)
    open_ticket(page, parcel)
    routes = held(page)
    page.locator("[data-pick]").set_input_files([tmp_path / "scan.pdf"])
    until_held(page, routes)
    write(page, "See the scan.")
    send(page)
    routes[0].abort()

    expect(page.get_by_role("alert").get_by_text("Not sent: a file did not arrive.")).to_be_visible()
    expect(box(page)).to_have_value("See the scan.")
    expect(box(page)).to_be_editable()
    assert not Message.objects.filter(agent=bo).exists()
    screen.wrong.clear()


def test_a_send_that_waits_for_a_file_goes_off_from_another_ticket(
    screen, bo, parcel, wrong_size, tmp_path, held
):
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.4")
    page = screen(bo)
    open_ticket(page, parcel)
    routes = held(page)
    page.locator("[data-pick]").set_input_files([tmp_path / "scan.pdf"])
    until_held(page, routes)
    write(page, "See the scan.")
    send(page)
    page.locator(f"#row-{wrong_size.pk} a").click()
    expect(page.locator(".ticket")).to_have_attribute("data-ticket", str(wrong_size.pk))

    routes[0].continue_()

    expect(page.get_by_role("button", name=re.compile("Undo"))).to_be_visible()
    assert Message.objects.get(agent=bo).ticket == parcel
    page.go_back()
    expect(page.locator(".ticket")).to_have_attribute("data-ticket", str(parcel.pk))
    expect(box(page)).to_have_value("")


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


@pytest.fixture
def letter(parcel, mina):
    """A mail with HTML, remote pictures, a quote and files."""
    html = clean(
        "<p>Hello, <b>the lamp</b> is cracked.</p><p>Mina</p>"
        '<img src="https://spy.example/p.gif" width="90" height="30">'
    )
    message, _ = receive_message(
        parcel,
        "Hello, the lamp is cracked.",
        customer=mina,
        channel="email",
        html=html,
        quoted_text="> It is on its way.",
    )
    keep_attachment([b"%PDF-1.4"], name="invoice.pdf", content_type="application/pdf", message=message)
    return message


def test_a_mail_is_as_high_as_its_words_and_fetches_pictures_when_told_to(screen, bo, parcel, letter):
    page = screen(bo)
    asked = []
    page.route(
        "https://spy.example/**", lambda route: (asked.append(route.request.url), route.fulfill(status=204))
    )
    open_ticket(page, parcel)
    frame = page.frame_locator(f"#frame-{letter.pk}")
    expect(frame.get_by_text("is cracked")).to_be_visible()
    page.wait_for_function(f"document.querySelector('#frame-{letter.pk}').style.height !== ''")
    assert asked == []

    page.get_by_role("button", name="Show pictures").click()
    page.wait_for_function(f"document.querySelector('#frame-{letter.pk}').src.includes('pictures=1')")
    expect(frame.locator("img")).to_have_attribute("src", "https://spy.example/p.gif")
    page.get_by_text("Show earlier mail").click()
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


@pytest.fixture
def full_desk(parcel, wrong_size, letter, mina, theo, ada, bo, returns):
    """Real-shaped tickets, and one with a very long value everywhere."""
    order = Order.objects.create(
        external_id="1", number="10482", customer=mina, currency="EUR", total_cents=12900, status="shipped"
    )
    TicketOrder.objects.create(ticket=parcel, order=order)
    parcel.reason = ContactReason.objects.get(name="Where is my order")
    parcel.save()
    tag_ticket(parcel, Tag.objects.create(name="carrier-delay"), by=bo)
    add_note(parcel, "The carrier lost a trolley in Lyon.", by=ada)
    write_reply(parcel, "Hello Mina,\n\nit comes today.\n\nBo", by=bo, channel="email")
    for number in range(9):
        receive_message(
            wrong_size,
            f"line {number}",
            customer=theo,
            channel="chat",
            at=timezone.now() - timedelta(minutes=90 - number),
        )
    write_reply(wrong_size, "Of course, I have reserved the last L.", by=bo, channel="chat")
    long = Customer.objects.create(name=LONG[:290], city=LONG[:100], country="DE", background=LONG * 2)
    claim_identity(long, "email", f"{'x' * 60}@{'y' * 60}.example", source="form")
    ticket = create_ticket(customer=long, channel="chat", subject=LONG * 2, team=returns)
    receive_message(ticket, LONG * 4, customer=long, channel="chat")
    message, _ = write_reply(ticket, LONG * 2, by=bo, channel="chat")
    keep_attachment([b"x"], name=LONG[:180] + ".pdf", message=message)
    add_note(ticket, LONG, by=bo)
    return {"mail": parcel, "chat": wrong_size, "long": ticket}


def test_every_screen_is_accessible_and_photographed(screen, cy, ada, shot, full_desk):
    empty = screen(cy)
    empty.goto("/desk/views/mine/")
    assert_accessible(empty)
    shot(empty, "console-empty")

    page = screen(ada)
    addresses = {name: f"/desk/tickets/{ticket.pk}/?view=open" for name, ticket in full_desk.items()}
    addresses |= {"list": "/desk/views/open/", "customers": "/desk/customers/"}
    addresses |= {
        "customer": f"/desk/customers/{full_desk['mail'].customer_id}/",
        "customer-long": f"/desk/customers/{full_desk['long'].customer_id}/",
    }
    for name, address in addresses.items():
        page.goto(address)
        for size in ({"width": 1440, "height": 900}, {"width": 1024, "height": 768}, PHONE):
            page.set_viewport_size(size)
            assert_accessible(page)
        page.set_viewport_size({"width": 1440, "height": 900})
        shot(page, f"console-{name}")


def test_every_menu_is_accessible(screen, ada, full_desk):
    page = screen(ada)
    open_ticket(page, full_desk["mail"])
    for name in (
        "Status:",
        "Assignee:",
        "Team:",
        "Reason:",
        "Priority:",
        "Tags",
        "Macros",
        "More ways to send",
    ):
        page.get_by_role("button", name=re.compile(f"^{name}")).click()
        expect(page.locator(".menu:popover-open")).to_be_visible()
        page.wait_for_load_state("networkidle")
        assert violations(page) == [], name
        page.keyboard.press("Escape")
