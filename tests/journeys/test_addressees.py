"""To whom an answer goes, in a browser: chips by keyboard, kept over a reload, answered to all, taken back."""

from playwright.sync_api import expect

from shopbell.channels.email.receive import receive
from shopbell.tickets.models import Draft
from tests.channels.email.conftest import mail

from .axe import assert_accessible
from .walking import hold_replies, open_ticket, saved, send, toast, write

KOFI = "kofi@shopper.example"


def test_an_agent_changes_to_whom_an_answer_goes_and_takes_it_back(screen, bo, parcel, shot, monkeypatch):
    hold_replies(monkeypatch)
    page = screen(bo)
    open_ticket(page, parcel)
    page.get_by_role("button", name="To mina@shopper.example").click()
    people = page.locator("#composer-people")
    expect(people.get_by_role("combobox", name="To", exact=True)).to_be_focused()
    expect(people.get_by_role("button", name="Remove mina@shopper.example")).to_be_visible()

    page.keyboard.press("Tab")
    page.keyboard.type("kofi@shopper")
    page.keyboard.press("Enter")
    expect(people).to_contain_text("“kofi@shopper” is no e-mail address")
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    expect(people.locator("[data-people-said]")).to_have_text("kofi@shopper removed")
    page.keyboard.type(f"{KOFI},lawyer")
    people.get_by_role("combobox", name="Bcc").fill("mina")
    expect(people).to_contain_text("“lawyer” is no e-mail address")
    people.get_by_role("button", name="Remove lawyer").click()
    people.get_by_role("combobox", name="Bcc").fill("law@law.example")
    write(page, "It comes today.")
    saved(page)
    expect(page.locator("[data-people-words]")).to_have_text(
        f"To mina@shopper.example · Cc {KOFI} · Bcc mina, law@law.example"
    )
    assert_accessible(page)
    shot(page, "addressees")

    page.reload()
    page.get_by_role("button", name=f"Cc {KOFI}").click()
    people.get_by_role("button", name="Remove mina", exact=True).click()
    saved(page)
    send(page)

    expect(page.locator("#entries")).to_contain_text(f"copy to {KOFI} · blind copy to law@law.example")
    message = parcel.messages.get(agent=bo)
    assert sorted(message.deliveries.values_list("role", "recipient")) == [
        ("bcc", "law@law.example"), ("cc", KOFI), ("to", "mina@shopper.example"),
    ]  # fmt: skip
    expect(page.locator("[data-people-words]")).to_have_text("To mina@shopper.example")
    shot(page, "addressees-sent")
    toast(page, "Sent").get_by_role("button", name="Undo").click()
    expect(page.locator("[data-people-words]")).to_contain_text(f"Cc {KOFI} · Bcc law@law.example")


def test_an_answer_to_all_takes_in_who_was_named(screen, bo, parcel):
    named = mail("Me and Kofi.", message_id="<2@x.example>", to=f"care+x@shop.example, {KOFI}")
    ticket_id = receive(named)["ticket"]
    page = screen(bo)
    page.goto(f"/desk/tickets/{ticket_id}/?view=open")
    page.locator(".mail").first.hover()
    page.get_by_role("button", name="Answer all who take part").first.click()

    expect(page.locator("[data-people-words]")).to_have_text(f"To mina@shopper.example · Cc {KOFI}")
    expect(page.locator("#composer-people").get_by_role("button", name=f"Remove {KOFI}")).to_be_visible()


def test_whoever_answers_all_by_key_goes_on_typing_the_answer(screen, bo, parcel):
    page = screen(bo)
    open_ticket(page, parcel)
    page.locator("body").press("Shift+R")
    page.keyboard.type("snooze")

    saved(page)
    assert Draft.objects.get(agent=bo).text == "snooze"
    assert parcel.is_unsolved
