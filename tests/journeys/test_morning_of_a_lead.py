"""A whole morning of a lead: the wall, a chat that goes wrong, many tickets at once, and what the desk is set to."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from shopbell.accounts.permission import Permission
from shopbell.channels.inbox import set_inbox
from shopbell.promises.goal import Goal
from shopbell.promises.models import TicketClocks
from shopbell.tickets.models import BulkRun, Message, SavedView, Tag, Ticket, Whisper
from shopbell.tickets.tag import tag_ticket
from shopbell.tickets.ticket import Priority

from .axe import assert_accessible
from .mornings import mail_of
from .test_wall import drag
from .walking import ON_A_PHONE, Finger, Keys, Mouse, is_open, only_keys, sign_in, toast

STORM = 22  # more than are changed without being asked again


@pytest.fixture
def storm(late_parcel, theo, care, wrong_size, bo, ada):
    """A parcel that has waited for three days, a chat of Bo's, and a heap of mail about a storm."""
    set_inbox(late_parcel, care)
    since = timezone.now() - timedelta(days=3)
    Ticket.objects.filter(pk=late_parcel.pk).update(waiting_since=since)
    TicketClocks.objects.filter(ticket=late_parcel).update(
        goal=Goal.FIRST_REPLY, due_at=since, warn_at=since, is_broken=True, unlooked_event_id=None
    )
    tag = Tag.objects.create(name="storm")
    for number in range(STORM):
        tag_ticket(mail_of(theo, f"Storm {number}", "My roof lamp flew away.", care), tag)
    ada.role.permissions = [*ada.role.permissions, str(Permission.SETTINGS_MANAGE)]
    ada.role.save()
    return Ticket.objects.filter(tags=tag)


def view(hand, name):
    page = hand.page
    if isinstance(hand, Finger):
        hand.press(page.get_by_role("link", name="Views", exact=True))
    hand.press(page.get_by_role("navigation", name="Views").get_by_role("link", name=re.compile(f"^{name}")))
    expect(page.locator("#list").get_by_role("heading", name=name)).to_be_visible()


def assign_the_longest_wait(hand, parcel, bo):
    """By dragging where there is a mouse, else by the menu."""
    page = hand.page
    risk = page.get_by_role("region", name="At risk")
    expect(risk).to_contain_text("Where is my parcel?")
    expect(risk.locator(".badge-broken").first).to_contain_text("3 days late")
    row = risk.locator(f"#wall-ticket-{parcel.pk}")
    if type(hand) is Mouse:
        drag(page, row.locator("a").first, page.locator(f"#wall-agent-{bo.pk}"))
        page.mouse.up()
    else:
        hand.press(row.get_by_role("button", name=f"Assign #{parcel.pk}"))
        hand.press(page.get_by_role("menuitemradio", name=re.compile("Bo Lind")))
    expect(toast(page, "assigned this ticket to Bo Lind")).to_be_visible()


def sit_in_and_take_over(hand, agents, chat):
    page = hand.page
    hand.press(page.get_by_role("button", name=f"Sit in on #{chat.pk}"))
    is_open(page, chat)
    expect(agents.get_by_text("Ada sits in", exact=True)).to_be_visible()
    agents.locator("#composer-text").press_sequentially("You should have measured")
    expect(page.locator("#bench")).to_contain_text("You should have measured")
    hand.write(page.get_by_role("textbox", name="Whisper to Bo"), "Be kind.")
    hand.press(page.get_by_role("button", name="Whisper", exact=True))
    expect(agents.locator(".note-whisper")).to_contain_text("Be kind.")
    expect(agents.locator("#composer-text")).to_have_value("You should have measured")

    hand.press(page.locator("#bench").get_by_role("button", name="Take over…"))
    dialog = page.get_by_role("dialog", name="Take this ticket over?")
    hand.write(dialog.get_by_label("A line for your colleague"), "I know this one.")
    assert_accessible(page)
    hand.press(dialog.get_by_role("button", name="Take over", exact=True))
    expect(agents.locator("#ticket-head")).to_contain_text("Ada Moreau")
    expect(agents.locator("#entries")).to_contain_text("I know this one.")


def change_a_whole_view(hand):
    page = hand.page
    if isinstance(hand, Keys):
        page.keyboard.press("j")
        page.keyboard.press("x")
    else:
        hand.press(page.get_by_role("button", name="Select tickets", exact=True))
    hand.press(page.get_by_role("button", name=f"All in this view ({STORM})"))
    expect(page.locator("#selection")).to_contain_text(f"{STORM} selected")
    hand.press(page.get_by_role("button", name="Change…", exact=True))
    hand.press(page.get_by_role("menuitem", name="Priority"))
    dialog = page.get_by_role("dialog")
    hand.choose(dialog.get_by_label("Priority"), "High")
    expect(dialog).to_contain_text(f"{STORM} tickets change.")
    if isinstance(hand, Keys):
        dialog.get_by_label(f"Yes, change {STORM} tickets").press("Space")
    else:
        hand.press(dialog.get_by_label(f"Yes, change {STORM} tickets"))
    assert_accessible(page)
    hand.press(dialog.get_by_role("button", name="Change", exact=True))
    runs = page.locator("#bulk-runs")
    expect(runs).to_contain_text(f"{STORM} tickets changed.", timeout=30_000)
    hand.press(runs.get_by_role("button", name="Undo"))
    expect(runs).to_contain_text(f"{STORM} tickets are as before.", timeout=30_000)
    hand.press(runs.get_by_role("button", name="Put away"))
    expect(runs).to_be_hidden()


def save_a_view_for_the_team(hand):
    page = hand.page
    hand.write(page.get_by_role("combobox", name="Filter"), "tag:storm")
    page.keyboard.press("Enter")
    expect(page.locator(".chip-filter")).to_contain_text("storm")
    hand.press(page.get_by_role("link", name="Save view"))
    dialog = page.get_by_role("dialog")
    hand.write(dialog.get_by_label("Name"), "After the storm")
    hand.choose(dialog.get_by_label("For"), "Returns")
    assert_accessible(page)
    hand.press(dialog.get_by_role("button", name="Save", exact=True))
    expect(page.locator("#list").get_by_role("heading", name="After the storm")).to_be_visible()


def see_why(hand, parcel):
    page = hand.page
    page.goto(f"/desk/tickets/{parcel.pk}/?view=open")
    is_open(page, parcel)
    hand.press(page.get_by_role("button", name="More", exact=True))
    hand.press(page.get_by_role("menuitem", name="Why was I (not) told?"))
    expect(page.locator(".ledger")).to_contain_text("assigned this ticket to Bo Lind")
    assert_accessible(page)


def change_a_setting_and_put_it_back(hand):
    page = hand.page
    hand.press(page.get_by_role("link", name="Settings", exact=True))
    hand.write(page.get_by_label("Search the settings"), "storm")
    hand.press(page.get_by_role("link", name=re.compile("^storm")))
    hand.write(page.get_by_label("Name"), "weather")
    hand.press(page.get_by_role("button", name="Save", exact=True))
    expect(page.get_by_text("Saved.")).to_be_visible()
    hand.press(page.get_by_role("link", name="weather", exact=True))
    hand.press(page.get_by_role("link", name="Who changed what, and when"))
    expect(page.locator("del")).to_have_text("storm")
    assert_accessible(page)
    hand.press(page.get_by_role("button", name="Put it back"))
    expect(page.get_by_text("Put back as it was before.")).to_be_visible()


@pytest.mark.requirement("R83")
@pytest.mark.parametrize("hands", [Mouse, Finger, Keys])
def test_a_morning_of_a_lead(screen, ada, bo, storm, late_parcel, wrong_size, returns, hands):
    agents = screen(bo)
    agents.goto(f"/desk/tickets/{wrong_size.pk}/")
    page = screen(**(ON_A_PHONE if hands is Finger else {}))
    pointed = only_keys(page) if hands is Keys else []
    hand = hands(page)

    sign_in(hand, ada)
    hand.press(page.get_by_role("link", name="Wall", exact=True))
    expect(page.get_by_role("heading", name="Wall", exact=True)).to_be_visible()
    assert_accessible(page)
    assign_the_longest_wait(hand, late_parcel, bo)
    sit_in_and_take_over(hand, agents, wrong_size)
    hand.press(page.get_by_role("link", name="Tickets" if hands is Finger else "Inbox", exact=True))
    view(hand, "Unassigned")
    change_a_whole_view(hand)
    save_a_view_for_the_team(hand)
    expect(agents.get_by_role("navigation", name="Views").get_by_text("After the storm")).to_be_attached()
    see_why(hand, late_parcel)
    change_a_setting_and_put_it_back(hand)

    assert pointed == []
    late_parcel.refresh_from_db()
    wrong_size.refresh_from_db()
    assert (late_parcel.assignee, wrong_size.assignee) == (bo, ada)
    whispered = Whisper.objects.order_by("pk").values_list("message__text", flat=True)
    assert list(whispered) == ["Be kind.", "I know this one."]
    assert not Message.objects.filter(kind="reply", agent__isnull=False).exists()
    assert BulkRun.objects.get().state == "undone"
    assert set(storm.values_list("priority", flat=True)) == {Priority.NORMAL}
    saved = SavedView.objects.get()
    assert (saved.name, saved.team, saved.owner) == ("After the storm", returns, ada)
    assert Tag.objects.get().name == "storm"
