"""A lead at the wall: by mouse, by keyboard, by finger, live, and on a monitor."""

import re

from django.utils import timezone
from playwright.sync_api import expect

from shopbell.accounts.availability import mark_seen
from shopbell.tickets.message import receive_message
from shopbell.tickets.models import Ticket
from shopbell.tickets.ticket import create_ticket

from .axe import assert_accessible
from .conftest import PHONE


def ticket_row(page, ticket):
    return page.locator(f"#wall-ticket-{ticket.pk}")


def agent_card(page, agent):
    return page.locator(f"#wall-agent-{agent.pk}")


def drag(page, start, end):
    """Drag by mouse, in steps as a hand does."""
    start.scroll_into_view_if_needed()
    one, two = start.bounding_box(), end.bounding_box()
    page.mouse.move(one["x"] + one["width"] / 2, one["y"] + one["height"] / 2)
    page.mouse.down()
    page.mouse.move(one["x"] + one["width"] / 2 + 10, one["y"] + one["height"] / 2 + 10, steps=3)
    page.mouse.move(two["x"] + two["width"] / 2, two["y"] + two["height"] / 2, steps=6)


def assignee(ticket):
    return Ticket.objects.get(pk=ticket.pk).assignee


def test_a_ticket_is_dragged_to_who_has_room_and_comes_back(
    screen, ada, bo, mina, returns, parcel, wrong_size, shot
):
    agents_window = screen(bo)
    agents_window.goto("/desk/views/mine/")
    page = screen(ada)
    page.goto("/desk/wall/")
    expect(agent_card(page, bo)).to_contain_text("1/20")
    expect(agent_card(page, bo)).to_contain_text(", available")
    expect(agent_card(page, ada)).to_be_visible()

    drag(page, ticket_row(page, parcel).locator("a").first, agent_card(page, bo))
    expect(page.locator(".wall-ghost")).to_contain_text("Where is my parcel?")
    expect(agent_card(page, bo)).to_have_class(re.compile("is-over"))
    fresh = create_ticket(customer=mina, channel="chat", subject="Just now", team=returns)
    receive_message(fresh, "Hello", customer=mina, channel="chat")
    expect(agents_window.locator("#views")).to_contain_text(re.compile(r"All open\s*3"))
    expect(ticket_row(page, fresh)).to_have_count(0)  # nothing moves below the hand
    expect(agent_card(page, bo)).to_have_class(re.compile("is-over"))
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(page.locator(".wall-ghost")).to_have_count(0)
    expect(ticket_row(page, fresh)).to_be_visible()
    assert assignee(parcel) is None

    drag(page, ticket_row(page, parcel).locator("a").first, agent_card(page, bo))
    page.mouse.up()
    expect(page.locator(".toast")).to_contain_text("Ada Moreau assigned this ticket to Bo Lind")
    expect(agent_card(page, bo)).to_contain_text("2/20")
    expect(agents_window.locator(f"#row-{parcel.pk}")).to_be_visible()
    assert page.url.endswith("/desk/wall/")

    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(agent_card(page, bo)).to_contain_text("1/20")
    expect(ticket_row(page, parcel)).to_be_visible()
    assert assignee(parcel) is None
    assert_accessible(page)
    shot(page, "wall")


def test_the_same_by_the_keyboard_alone_and_the_focus_stays_in_the_list(
    screen, ada, bo, parcel, mina, returns
):
    other = create_ticket(customer=mina, channel="email", subject="Another", team=returns)
    receive_message(other, "Hello", customer=mina, channel="email")
    mark_seen(bo.pk, timezone.now())
    page = screen(ada)
    page.goto("/desk/")
    page.keyboard.press("g")
    page.keyboard.press("w")
    page.wait_for_url("**/desk/wall/")

    button = ticket_row(page, parcel).get_by_role("button", name=f"Assign #{parcel.pk}")
    button.focus()
    page.keyboard.press("Enter")
    choice = page.get_by_role("menuitemradio", name=re.compile("Bo Lind"))
    expect(choice).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("b")
    expect(choice).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator(".toast")).to_contain_text("assigned this ticket to Bo Lind")
    expect(ticket_row(page, parcel)).to_have_count(0)
    expect(ticket_row(page, other).get_by_role("button")).to_be_focused()
    assert assignee(parcel) == bo


def test_the_wall_is_live_and_keeps_its_place(screen, ada, bo, parcel, mina, returns):
    page = screen(ada)
    page.goto("/desk/wall/")
    button = ticket_row(page, parcel).get_by_role("button")
    button.focus()

    fresh = create_ticket(customer=mina, channel="chat", subject="Just now", team=returns)
    receive_message(fresh, "Hello", customer=mina, channel="chat")
    expect(ticket_row(page, fresh)).to_be_visible()
    expect(button).to_be_focused()

    other = screen(bo)
    other.goto(f"/desk/tickets/{fresh.pk}/")
    expect(agent_card(page, bo)).to_contain_text("Just now")
    other.goto("/desk/views/open/")
    expect(agent_card(page, bo)).not_to_contain_text("Just now")
    expect(button).to_be_focused()


def test_on_a_phone_a_finger_drags_by_the_handle(screen, ada, bo, parcel):
    mark_seen(bo.pk, timezone.now())
    page = screen(ada, size=PHONE, has_touch=True, is_mobile=True)
    page.goto("/desk/wall/")
    assert_accessible(page)
    handle = ticket_row(page, parcel).locator("[data-grip]")
    expect(handle).to_be_visible()
    agent_card(page, bo).scroll_into_view_if_needed()

    page.evaluate(
        """([handle, target]) => {
          const at = (element) => {
            const box = element.getBoundingClientRect();
            return { clientX: box.x + box.width / 2, clientY: box.y + box.height / 2 };
          };
          const say = (name, element, place) => element.dispatchEvent(new PointerEvent(name, {
            bubbles: true, cancelable: true, pointerType: "touch", button: 0, ...place }));
          const start = at(handle);
          say("pointerdown", handle, start);
          say("pointermove", handle, { clientX: start.clientX + 12, clientY: start.clientY + 12 });
          say("pointermove", handle, at(target));
          say("pointerup", handle, at(target));
        }""",
        [handle.element_handle(), agent_card(page, bo).element_handle()],
    )

    expect(page.locator(".toast")).to_contain_text("assigned this ticket to Bo Lind")
    assert assignee(parcel) == bo


def test_a_monitor_shows_large_figures_without_the_rail(screen, ada, bo, parcel, shot):
    page = screen(ada)
    page.goto("/desk/wall/")
    small = page.locator(".wall-figures dd").first.evaluate(
        "each => parseFloat(getComputedStyle(each).fontSize)"
    )

    page.goto("/desk/wall/?monitor=1")

    expect(page.locator(".rail")).to_be_hidden()
    large = page.locator(".wall-figures dd").first.evaluate(
        "each => parseFloat(getComputedStyle(each).fontSize)"
    )
    assert large >= 2 * small
    assert_accessible(page)
    shot(page, "wall-monitor")
    page.get_by_role("link", name="Leave the full screen").click()
    expect(page.locator(".rail")).to_be_visible()
