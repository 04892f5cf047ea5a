"""The page of a ticket: reading on, messages alone, pictures, paper, translations; by mouse and by keyboard."""

import io
import re

from PIL import Image
from playwright.sync_api import expect

from shopbell.tickets.attachment import keep_attachment
from shopbell.tickets.link_preview import LinkPreview, MessageLink
from shopbell.tickets.message import add_note, receive_message
from shopbell.tickets.models import ContactReason, Ticket
from shopbell.tickets.seen import mark_seen
from shopbell.tickets.ticket import create_ticket
from tests.fakes.libretranslate import libretranslate

from .axe import assert_accessible
from .conftest import PHONE


def talk(ticket, customer, count):
    for number in range(count):
        receive_message(ticket, f"line {number}", customer=customer, channel="chat")


def named(page, text):
    return page.locator("#messages").get_by_text(text, exact=True)


def picture(message, name, colour):
    out = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(out, "PNG")
    return keep_attachment(iter([out.getvalue()]), name=name, content_type="image/png", message=message)


def test_a_long_ticket_opens_where_it_was_left_and_is_read_on_by_keyboard(screen, bo, parcel, mina, shot):
    talk(parcel, mina, 260)
    mark_seen(parcel, bo, parcel.messages.get(text="line 79").pk)
    page = screen(bo)
    page.goto(f"/desk/tickets/{parcel.pk}/?view=open")
    expect(page.locator("#news")).to_be_in_viewport()
    expect(named(page, "line 80")).to_be_in_viewport()
    expect(named(page, "line 259")).to_have_count(0)
    shot(page, "thread-unread")
    assert_accessible(page)

    page.get_by_role("button", name="Show later messages").focus()
    page.keyboard.press("Enter")
    expect(named(page, "line 200")).to_have_count(1)
    page.get_by_role("button", name="Show later messages").click()
    expect(named(page, "line 259")).to_have_count(1)
    expect(page.get_by_role("button", name="Show later messages")).to_have_count(0)

    page.locator("#messages").evaluate("box => box.scrollTo({ top: 0 })")
    expect(page.get_by_role("button", name="First unread message")).to_be_visible()
    page.locator("#messages").focus()
    page.keyboard.press("u")
    expect(page.locator("#news")).to_be_in_viewport()
    expect(page.get_by_role("button", name="First unread message")).to_be_hidden()
    receive_message(parcel, "line 260", customer=mina, channel="chat")
    expect(named(page, "line 260")).to_have_count(1)
    expect(page.locator("#news")).to_be_in_viewport()


def test_from_the_middle_one_step_leads_to_the_newest(screen, bo, parcel, mina):
    talk(parcel, mina, 150)
    first = parcel.messages.get(text="line 10")
    page = screen(bo)
    page.goto(f"/desk/messages/{first.pk}/")
    expect(named(page, "line 10")).to_be_in_viewport()
    expect(named(page, "line 149")).to_have_count(0)

    page.get_by_role("button", name="Go to the newest").click()

    expect(named(page, "line 149")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Go to the newest")).to_have_count(0)


def test_an_address_of_a_message_beyond_the_last_hundred_finds_it(screen, bo, parcel, mina):
    talk(parcel, mina, 150)
    first = parcel.messages.get(text="line 20")
    page = screen(bo)
    page.goto(f"/desk/tickets/{parcel.pk}/?view=open#message-{first.pk}")

    expect(named(page, "line 20")).to_be_in_viewport()
    expect(page.locator("#ticket-head")).to_have_count(1)


def test_messages_alone_are_a_switch_that_stays(screen, bo, parcel):
    add_note(parcel, "Lost on the way.", by=bo)
    page = screen(bo)
    page.goto(f"/desk/tickets/{parcel.pk}/?view=open")
    events = page.locator("#entries .entry-events")
    expect(events).to_have_count(1)

    page.locator("body").press("v")
    expect(events).to_have_count(0)
    expect(page.get_by_role("button", name="Messages only")).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(page.locator("#entries")).to_contain_text("Lost on the way.")
    expect(events).to_have_count(0)
    page.get_by_role("button", name="Messages only").click()
    expect(events).to_have_count(1)
    assert_accessible(page)


def test_pictures_are_looked_at_one_after_the_other(screen, bo, parcel, mina, shot):
    message = parcel.messages.get()
    for name, colour in [("box.png", "peru"), ("label.png", "teal"), ("seal.png", "plum")]:
        picture(message, name, colour)
    later, _ = receive_message(parcel, "And the invoice.", customer=mina, channel="email")
    keep_attachment(iter([b"%PDF"]), name="invoice.pdf", content_type="application/pdf", message=later)
    page = screen(bo)
    page.goto(f"/desk/tickets/{parcel.pk}/?view=open")
    page.get_by_role("link", name="box.png").click()
    viewer = page.locator("#viewer")
    expect(viewer).to_be_visible()
    expect(viewer).to_contain_text("1 of 3")
    expect(viewer.get_by_role("button", name="Previous picture")).to_be_disabled()

    page.keyboard.press("ArrowRight")
    expect(viewer.get_by_role("img", name="label.png")).to_be_visible()
    page.keyboard.press("End")
    expect(viewer).to_contain_text("3 of 3")
    shot(page, "viewer")
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(viewer).to_be_hidden()
    expect(page.get_by_role("link", name="seal.png")).to_be_focused()

    page.locator("#messages").focus()
    page.keyboard.press("p")
    gallery = page.get_by_role("dialog", name=re.compile("Pictures and files"))
    expect(gallery).to_contain_text("invoice.pdf")
    shot(page, "gallery")
    assert_accessible(page)
    gallery.get_by_role("link", name="label.png").click()
    expect(viewer).to_contain_text("2 of 3")
    expect(viewer.get_by_role("link", name="Its message")).to_be_visible()
    page.keyboard.press("Escape")
    expect(viewer).to_be_hidden()
    expect(gallery).to_be_visible()
    page.keyboard.press("Escape")
    expect(gallery).to_be_hidden()


def test_a_ticket_on_paper_has_no_controls_and_no_notes(screen, bo, parcel, mina, shot):
    receive_message(parcel, "أين طردي؟ الرقم 20311", customer=mina, channel="email")
    receive_message(parcel, "我的包裹在哪里？", customer=mina, channel="email")
    picture(parcel.messages.order_by("pk").first(), "box.png", "peru")
    add_note(parcel, "She is angry.", by=bo)
    page = screen(bo)
    page.goto(f"/desk/tickets/{parcel.pk}/print/")
    expect(page.get_by_text("أين طردي؟ الرقم 20311")).to_be_visible()
    expect(page.get_by_text("She is angry.")).to_have_count(0)
    assert_accessible(page)
    shot(page, "paper")

    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Print or save as PDF")).to_be_hidden()
    expect(page.get_by_text("It should have come on Tuesday.")).to_be_visible()
    page.emulate_media(media="screen")
    page.get_by_label("With internal notes").check()
    page.get_by_role("button", name="Show it so").click()
    expect(page.get_by_text("She is angry.")).to_be_visible()


def test_the_console_itself_prints_the_thread_alone(screen, bo, parcel):
    page = screen(bo)
    page.goto(f"/desk/tickets/{parcel.pk}/?view=open")
    expect(page.locator("#panel")).to_be_visible()

    page.emulate_media(media="print")

    for part in ("#composer", "#panel", "#list", ".rail"):
        expect(page.locator(part)).to_be_hidden()
    expect(page.get_by_text("It should have come on Tuesday.").last).to_be_visible()


def test_a_message_is_translated_below_its_words(screen, bo, parcel, mina, settings, shot):
    message, _ = receive_message(parcel, "Dov'è il mio pacco?", customer=mina, channel="email")
    preview = LinkPreview.objects.create(
        address="https://lamps.example/oak",
        fingerprint="f",
        state="shown",
        title="Oak lamp",
        description="Of oak.",
    )
    MessageLink.objects.create(message=message, preview=preview)
    with libretranslate() as service:
        settings.TRANSLATE_URL = service.address
        page = screen(bo)
        page.goto(f"/desk/tickets/{parcel.pk}/?view=open")
        entry = page.locator(f"#message-{message.pk}")
        expect(entry.get_by_role("link", name=re.compile("Oak lamp"))).to_be_visible()
        entry.hover()
        entry.get_by_role("button", name="Translate").click()
        expect(entry.locator(".translation")).to_contain_text("Where is my parcel?")
        expect(entry).to_contain_text("Dov'è il mio pacco?")
        shot(page, "translated")
        assert_accessible(page)


def test_a_hint_that_is_wrong_is_put_away_and_brought_back(screen, bo, parcel, mina, returns):
    other = create_ticket(customer=mina, channel="email", subject="Hello", team=returns)
    receive_message(other, "Is anybody there?", customer=mina, channel="email")
    Ticket.objects.update(reason=ContactReason.objects.order_by("pk").first())
    page = screen(bo)
    page.goto(f"/desk/tickets/{parcel.pk}/?view=open")
    hint = page.locator(".about-hint")
    expect(hint).to_contain_text("Hello")

    hint.get_by_role("button", name="Not the same").click()
    expect(hint).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(hint).to_contain_text("Hello")


def test_what_was_refused_stays_until_it_is_mended(screen, bo, parcel, mina):
    from shopbell.tickets.field import CustomField

    CustomField.objects.create(name="Weight", kind="number")
    page = screen(bo)
    page.goto(f"/desk/tickets/{parcel.pk}/?view=open")
    page.get_by_label("Weight").fill("heavy")
    page.get_by_label("Weight").press("Tab")
    expect(page.locator("#fields")).to_contain_text("“Weight” takes a number")

    with page.expect_response(re.compile("/panel/")):
        receive_message(parcel, "Hello?", customer=mina, channel="email")
    expect(page.locator("#entries")).to_contain_text("Hello?")
    expect(page.locator("#fields")).to_contain_text("“Weight” takes a number")
    expect(page.get_by_label("Weight")).to_have_value("heavy")
    page.get_by_label("Weight").fill("3")
    page.get_by_label("Weight").press("Tab")
    expect(page.locator("#fields")).not_to_contain_text("takes a number")


def test_a_note_s_button_says_what_it_does(screen, bo, parcel):
    page = screen(bo)
    page.goto(f"/desk/tickets/{parcel.pk}/?view=open")
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_visible()

    page.locator("body").press("n")
    expect(page.get_by_role("button", name="Add note")).to_be_visible()
    page.locator("#composer-text").fill("Asked the carrier.")
    page.get_by_role("button", name="Add note").click()
    expect(page.locator("#entries")).to_contain_text("Asked the carrier.")


def test_a_form_whose_dialog_is_closed_before_its_answer_changes_the_head_once(screen, bo, parcel):
    page = screen(bo)
    page.goto(f"/desk/tickets/{parcel.pk}/?view=open")
    page.locator("body").press("h")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Tomorrow morning")
    dialog.get_by_role("button", name="Until the customer writes").evaluate(
        "button => { button.click(); button.closest('dialog').close(); }"
    )

    expect(page.locator("#ticket-head")).to_contain_text("Snoozed until the customer writes")
    expect(page.locator("#ticket-head")).to_have_count(1)


def test_the_page_of_a_ticket_fits_a_phone(screen, bo, parcel, mina):
    talk(parcel, mina, 3)
    page = screen(bo, size=PHONE)
    page.goto(f"/desk/tickets/{parcel.pk}/?view=open")
    expect(named(page, "line 2")).to_be_in_viewport()
    assert_accessible(page)
