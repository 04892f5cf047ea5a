"""Work inside a ticket: fields, tasks, and passing it on with a brief, by mouse and by keyboard."""

import re

import pytest
from playwright.sync_api import expect

from shopbell.tickets.checklist import Checklist
from shopbell.tickets.field import CustomField
from shopbell.tickets.models import Message
from shopbell.tickets.transfer import Words, transfer_ticket

from .axe import assert_accessible, violations
from .conftest import PHONE


@pytest.fixture
def fields(db):
    """A field of each kind."""
    lists = {"choice": ["torn", "stained"], "choices": ["lid", "handle", "box"]}
    names = {"text": "Serial number", "number": "Weight", "date": "Bought on", "choice": "Defect"}
    names |= {"choices": "Parts that lack", "yes_no": "Warranty", "link": "Picture"}
    return {
        kind: CustomField.objects.create(name=name, kind=kind, choices=lists.get(kind, []), position=place)
        for place, (kind, name) in enumerate(names.items())
    }


def open_ticket(page, ticket):
    page.goto(f"/desk/tickets/{ticket.pk}/?view=open")
    expect(page.locator("#tasks")).to_be_visible()


def held(ticket, field):
    return [value.value for value in ticket.field_values.filter(field=field)]


def test_fields_are_kept_as_soon_as_they_are_changed(screen, bo, parcel, fields, shot):
    page = screen(bo)
    open_ticket(page, parcel)

    page.get_by_label("Serial number").fill("SN-0815")
    page.get_by_label("Serial number").press("Enter")
    expect(page.locator("#entries")).to_contain_text("Bo Lind set Serial number to SN-0815.")
    page.wait_for_load_state("networkidle")  # the panel has heard of it, too
    page.get_by_label("Weight").fill("heavy")
    page.get_by_label("Weight").press("Tab")
    expect(page.locator("#fields")).to_contain_text("“Weight” takes a number")
    page.get_by_label("Weight").fill("3,5")
    page.get_by_label("Weight").press("Tab")
    expect(page.locator("#fields")).not_to_contain_text("takes a number")
    page.get_by_label("Defect").select_option("torn")
    expect(page.locator("#entries")).to_contain_text("Bo Lind set Defect to torn.")
    page.get_by_label("handle").check()
    page.get_by_label("Warranty").select_option("Yes")
    expect(page.locator("#entries")).to_contain_text("Bo Lind set Warranty to yes.")

    assert held(parcel, fields["text"]) == ["SN-0815"] and held(parcel, fields["choices"]) == [["handle"]]
    assert [str(number) for number in held(parcel, fields["number"])] == ["3.5"]
    shot(page, "ticket-fields")
    assert_accessible(page)


def test_a_reply_that_would_solve_waits_for_the_field_that_lacks(screen, bo, parcel, fields):
    needed = fields["text"]
    needed.is_required = True
    needed.save()
    page = screen(bo)
    open_ticket(page, parcel)

    page.get_by_label("Message", exact=True).fill("We sent a new one.")
    page.get_by_role("button", name="More ways to send").click()
    page.get_by_role("menuitem", name="Send and solve").click()
    expect(page.locator("#composer [data-error]")).to_contain_text("Fill in “Serial number” first")
    expect(page.get_by_label("Serial number")).to_be_focused()
    expect(page.locator("#composer-text")).to_have_value("We sent a new one.")
    assert not Message.objects.filter(agent=bo).exists()

    page.keyboard.type("SN-1")
    page.keyboard.press("Enter")
    expect(page.locator("#fields")).not_to_contain_text("needed to solve")
    page.get_by_role("button", name="More ways to send").click()
    page.get_by_role("menuitem", name="Send and solve").click()
    expect(page.locator("#ticket-head")).to_have_attribute("data-status", "solved")
    expect(page.locator("#entries")).to_contain_text("We sent a new one.")


def test_tasks_by_keyboard(screen, bo, parcel, shot):
    Checklist.objects.create(name="Parcel lost", tasks=["Ask the carrier", "Send a new one"])
    page = screen(bo)
    open_ticket(page, parcel)

    page.locator(".task-add summary").focus()
    page.keyboard.press("Enter")
    page.get_by_label("What is to be done").focus()
    page.keyboard.type("Call Mina")
    page.keyboard.press("Enter")
    expect(page.locator(".task")).to_have_count(1)
    expect(page.get_by_label("What is to be done").last).to_be_focused()
    page.keyboard.type("Write to Mina")
    page.keyboard.press("Enter")
    expect(page.locator(".task")).to_have_count(2)

    page.locator("[popovertarget=menu-checklists]").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="Parcel lost")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".task")).to_have_count(4)
    page.get_by_role("checkbox", name="Call Mina").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#tasks-title")).to_contain_text("1/4")
    page.get_by_label("Change “Ask the carrier”").click()
    shot(page, "ticket-tasks")
    page.locator(".task", has_text="Ask the carrier").get_by_role("button", name="Move up").click()
    expect(page.locator(".task").nth(1)).to_contain_text("Ask the carrier")
    assert_accessible(page)


@pytest.mark.requirement("R103")
def test_a_ticket_goes_on_with_a_brief_and_the_receiver_reads_it(screen, ada, bo, parcel, shot):
    page, other = screen(ada), screen(bo)
    open_ticket(page, parcel)
    open_ticket(other, parcel)
    page.locator("body").press("Shift+T")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Agent").select_option("Bo Lind")
    dialog.get_by_label("Brief").fill("The carrier lost it.")
    dialog.get_by_label("What was promised").fill("A new one by Friday.")
    assert_accessible(page)
    shot(page, "transfer-dialog")
    dialog.get_by_role("button", name="Transfer").click()
    expect(page.locator("#ticket-head")).to_contain_text("Bo Lind")
    expect(page.get_by_role("button", name="Undo")).to_be_visible()

    brief = other.get_by_role("region", name="Brief", exact=True)
    expect(brief).to_contain_text("A new one by Friday.")
    shot(other, "brief")
    assert_accessible(other)
    brief.get_by_role("button", name="I have read it").click()
    expect(brief).to_have_count(0)
    expect(page.locator("#entries")).to_contain_text("Bo Lind has read the brief.")
    expect(page.locator(".brief")).to_have_count(0)


def test_a_brief_outlives_escape_and_not_cancel(screen, ada, parcel):
    page = screen(ada)
    open_ticket(page, parcel)
    page.locator("body").press("Shift+T")
    brief = page.get_by_role("dialog").get_by_label("Brief")
    brief.fill("The carrier lost it.")
    brief.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)

    page.locator("body").press("Shift+T")
    expect(brief).to_have_value("The carrier lost it.")
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("dialog")).to_have_count(0)

    page.locator("body").press("Shift+T")
    expect(brief).to_be_visible()
    expect(brief).to_have_value("")


LATE = """() => {
  let isLate = false;
  const close = () => document.querySelector("#dialog").dispatchEvent(new Event("close"));
  addEventListener("close", (event) => {
    if (event.isTrusted) event.stopImmediatePropagation();
    isLate ||= event.isTrusted;
  }, true);
  for (const name of ["htmx:afterSwap", "htmx:afterSettle"])
    document.addEventListener(name, (event) => { if (isLate && event.target.id === "dialog") close(); });
}"""


def test_a_dialog_opened_anew_is_not_emptied_by_the_closing_before(screen, ada, parcel):
    """The browser tells of a closing with its next frame, which comes late where it has much to do."""
    page = screen(ada)
    open_ticket(page, parcel)
    page.evaluate(LATE)
    brief = page.get_by_role("dialog").get_by_label("Brief")
    page.locator("body").press("Shift+T")
    brief.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)

    page.locator("body").press("Shift+T")
    expect(brief).to_be_visible()
    brief.fill("The carrier lost it.")
    expect(brief).to_have_value("The carrier lost it.")


def test_a_transfer_is_undone_from_the_toast(screen, ada, bo, parcel):
    page = screen(ada)
    open_ticket(page, parcel)
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Transfer with a brief").click()
    page.get_by_role("dialog").get_by_label("Agent").select_option("Bo Lind")
    page.get_by_role("dialog").get_by_role("button", name="Transfer").click()
    page.get_by_role("dialog").get_by_label("Brief").fill("Lost.")
    page.get_by_role("dialog").get_by_role("button", name="Transfer").click()
    page.get_by_role("button", name="Undo").click()

    expect(page.locator("#ticket-head")).to_have_attribute("data-assignee", "")
    expect(page.locator("#entries")).to_contain_text("Ada Moreau took the transfer back.")


def test_a_shift_ends_on_a_phone(screen, ada, bo, parcel, wrong_size, shot):
    transfer_ticket(parcel, Words("Yours."), agent=bo, by=ada)
    page = screen(bo, size=PHONE)
    page.goto("/desk/handover/")
    shot(page, "handover")
    page.get_by_label("Agent").select_option("Ada Moreau")
    page.get_by_label("Brief for all of them").fill("Good night.")
    page.get_by_label(f"Brief for #{parcel.pk}").fill("Ask the carrier.")
    assert_accessible(page)
    page.get_by_role("button", name="Hand over").click()

    expect(page.get_by_role("status").filter(has_text="2 tickets were handed over")).to_be_visible()
    page.get_by_role("button", name=re.compile("Undo")).click()
    expect(page.get_by_text("2 tickets are back.")).to_be_visible()


def test_the_subject_is_changed_beside_its_pencil(screen, bo, parcel):
    page = screen(bo)
    open_ticket(page, parcel)
    page.locator(".head-title").hover()
    pencil = page.get_by_role("button", name="Change the subject")
    pencil.click()
    field = page.get_by_label("Subject", exact=True)
    expect(field).to_be_focused()
    assert violations(page) == []
    form, button = page.locator("#menu-subject").bounding_box(), pencil.bounding_box()
    assert form["y"] >= button["y"] + button["height"]
    assert form["x"] <= button["x"] <= form["x"] + form["width"]

    field.fill("Where has my parcel gone?")
    page.keyboard.press("Enter")

    expect(page.locator(".head-subject")).to_contain_text("Where has my parcel gone?")
    expect(field).to_be_hidden()
