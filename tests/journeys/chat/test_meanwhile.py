"""Who waits answers the shop's questions, looks at what it shows, asks for a call and leaves; the agent calls."""

import re

import pytest
from django.core.files.base import ContentFile
from playwright.sync_api import expect

from shopbell.channels.reply import send_reply
from shopbell.promises.business_hours import BusinessHours
from shopbell.promises.rules import empty_rules
from shopbell.waiting.media import keep_file
from shopbell.waiting.models import CallBack, Medium, Question
from tests.journeys.axe import violations

from .shopping import ask, begin, picture

FILM = b"\0\0\0\x18ftypmp42" + b"film" * 100


@pytest.fixture
def open_hours(shop_chat):
    rules = {"week": [[[0, 1440]]] * 7, "zone": "Europe/London", "country": "GB"}
    return BusinessHours.objects.create(name="Always", is_default=True, rules=empty_rules() | rules)


@pytest.fixture
def shown(shop_chat):
    """A question, a picture and a film."""
    Question.objects.create(text="Which room is it for?", choices="Kitchen\nBedroom")
    still, film = ContentFile(picture()), ContentFile(FILM)
    key, content_type = keep_file("picture", still, still.size)
    Medium.objects.create(title="Our lamps", description="A lamp", file=key, content_type=content_type)
    key, content_type = keep_file("film", film, film.size)
    Medium.objects.create(
        kind="film",
        title="A lamp is made",
        description="Hands",
        file=key,
        content_type=content_type,
        position=1,
    )


@pytest.mark.requirement("R14", "R30", "R32")
def test_who_waits_answers_looks_and_asks_for_a_call(shop_chat, bo_is_there, open_hours, shown, screen):
    page = screen()
    fetched = []
    page.on("request", lambda request: fetched.append(request.url))
    page.goto(f"/chat/{shop_chat.public_key}/")
    expect(page.get_by_role("button", name="Call me back")).to_be_visible()
    assert not [url for url in fetched if "/chat/media/" in url or "meanwhile" in url], "before anybody waits"

    ticket = ask(page)
    meanwhile = page.get_by_role("region", name="While you wait")
    meanwhile.get_by_role("img", name="A lamp").scroll_into_view_if_needed()
    expect(meanwhile.get_by_role("img", name="A lamp")).to_be_visible()
    film = meanwhile.locator("video")
    assert film.evaluate("film => [film.paused, film.autoplay, film.preload]") == [True, False, "none"]
    assert violations(page) == []
    meanwhile.get_by_label("Kitchen").check()
    meanwhile.get_by_role("button", name="Send the answers").click()
    expect(meanwhile.get_by_text("Thank you.")).to_be_visible()

    page.get_by_role("button", name="Call me back").click()
    dialog = page.get_by_role("dialog", name="Call me back")
    expect(dialog).to_be_visible()
    dialog.get_by_label("Phone number").fill("12")
    dialog.get_by_role("button", name="Ask for the call").click()
    expect(dialog.get_by_role("alert")).to_contain_text("no phone number")
    assert violations(page) == []
    dialog.get_by_label("Phone number").fill("020 7946 0018")
    dialog.get_by_role("button", name="Ask for the call").click()
    expect(page.get_by_text("We call you at the number …018").last).to_be_visible()
    expect(page.get_by_text("You are next")).to_be_visible()
    page.close()

    desk = screen(bo_is_there)
    desk.goto(f"/desk/tickets/{ticket.pk}/")
    expect(desk.get_by_role("region", name="Said while waiting")).to_contain_text("Kitchen")
    call = desk.get_by_role("region", name="Call back")
    expect(call.get_by_role("link", name=re.compile("7946"))).to_have_attribute("href", "tel:+442079460018")
    assert violations(desk) == []
    held = []
    desk.route("**/called/**", lambda route: held.append((route, route.fetch())))
    call.get_by_role("button", name="Reached", exact=True).click()
    expect(call).to_have_count(0)  # the screen is drawn anew before the answer of its form is there
    held[0][0].fulfill(response=held[0][1])
    assert CallBack.objects.get().outcome == "reached"
    desk.get_by_role("button", name="Undo").click()
    expect(call).to_be_visible()


def test_who_writes_before_the_way_to_be_called_has_come_is_not_disturbed(
    shop_chat, bo_is_there, open_hours, screen
):
    page, held = screen(), []
    page.route("**/later.js*", lambda route: held.append(route))
    page.goto(f"/chat/{shop_chat.public_key}/")
    page.get_by_role("button", name="Chat with us").click()
    expect(page.get_by_label("Your name")).to_be_visible()
    held[0].continue_()
    page.evaluate("address => import(address).then(() => null)", held[0].request.url)  # it is there now
    page.get_by_label("Your name").fill("Mina")

    expect(page.get_by_role("button", name="Call me back")).to_have_count(
        0
    )  # and `screen` has heard of no error


@pytest.mark.requirement("R14")
def test_what_is_shown_goes_when_somebody_answers(shopper, bo_is_there, shown):
    page = shopper()
    ticket = begin(page)
    film = page.chat.locator(".meanwhile video")
    expect(film).to_be_visible()

    send_reply(ticket, "Here I am.", by=bo_is_there)

    expect(page.chat.get_by_text("Here I am.").last).to_be_visible()
    expect(film).to_have_count(0)
    expect(page.chat.get_by_role("button", name="New messages")).to_be_hidden()  # it is in sight


@pytest.mark.requirement("R32")
def test_one_thing_plays_at_a_time_and_links_have_the_colour_of_the_shop(shopper, bo_is_there, shown):
    key, content_type = keep_file("film", ContentFile(FILM), len(FILM))
    Medium.objects.create(
        kind="film",
        title="A shade is cut",
        file=key,
        content_type=content_type,
        link="https://shop.example/shades",
    )
    page = shopper()
    begin(page)
    films = page.chat.locator(".meanwhile video")
    expect(films).to_have_count(2)

    paused = films.evaluate_all(
        """films => {
            const said = [];
            for (const film of films) film.pause = () => said.push(film.getAttribute("aria-label"));
            films[1].dispatchEvent(new Event("play"));
            return said;
        }"""
    )
    assert paused == ["A shade is cut"]
    more = page.chat.locator(".meanwhile a").first
    assert more.evaluate(
        "link => getComputedStyle(link).color === getComputedStyle(link.parentElement).color"
    )
