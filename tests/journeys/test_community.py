"""Shoppers ask in the community, an agent answers from the console, and what solved it is said for everybody to read."""

import json
from dataclasses import replace
from uuid import uuid4

import pytest
from django.http import HttpRequest, HttpResponse
from playwright.sync_api import Page, expect

from shopbell.channels.registry import CHANNELS
from shopbell.community.models import Board, Community, Post, Topic
from shopbell.community.profile import choose_pseudonym
from shopbell.community.state import State
from shopbell.community.writing import NewTopic, accept_answer, begin_topic, write_post
from shopbell.helpcenter.centre import HelpCentre
from shopbell.portal.session import COOKIE, begin_session
from shopbell.tickets.models import Ticket

from .axe import assert_accessible
from .conftest import PHONE, WIDE
from .walking import box, is_open


@pytest.fixture
def board(transactional_db, returns, monkeypatch):
    """An open community with a board, in which a question becomes a ticket at once and new members are looked at.

    An answer leaves at once: that it can be taken back is told elsewhere.
    """
    monkeypatch.setitem(CHANNELS, "community", replace(CHANNELS["community"], hold_seconds=0))
    HelpCentre.objects.create(pk=1, languages=["en", "ar"])
    Community.objects.create(
        pk=1, is_on=True, is_open_to_all=False, looked_at_first=1, ticket_after_hours=0, team=returns
    )
    board = Board.objects.create(slug="lamps")
    board.names.create(language="en", name="Lamps and light", description="Bulbs, shades and cords.")
    return board


def sign_in(page: Page, customer, site: str) -> None:
    """As the portal's link does it; following that is a journey of its own."""
    answer = HttpResponse()
    begin_session(HttpRequest(), answer, customer, customer.address)
    cookie = {"name": COOKIE, "value": answer.cookies[COOKIE].value, "url": site}
    page.context.add_cookies([cookie])


def find(page: Page, look, words: str):
    """What `look` returns once a job has done its part."""
    for _try in range(150):
        if (found := look()) is not None:
            return found
        page.wait_for_timeout(100)
    raise AssertionError(words)


@pytest.mark.requirement("R51", "R52", "R170")
def test_a_question_is_approved_answered_from_the_console_and_accepted(screen, shot, site, root, mina, board):
    shopper = screen(size=PHONE, java_script_enabled=False)
    shopper.goto("/community/")
    shopper.get_by_role("link", name="Ask a question").click()
    expect(shopper.get_by_label("Your e-mail address")).to_be_visible()
    sign_in(shopper, mina, site)
    shopper.goto("/community/en/ask/")
    shopper.get_by_label("Name in the community").fill("Firefly")
    shopper.get_by_role("button", name="Take part").click()
    shopper.get_by_label("Title").fill("Which bulb fits the lamp Dome?")
    shopper.get_by_label("Your words").fill("It has a **large** socket.")
    shopper.get_by_role("button", name="Post it").click()
    expect(shopper.get_by_text("Only you see this yet")).to_be_visible()
    topic = Topic.objects.get()
    assert topic.state == State.WAITING

    agent = screen(root)
    agent.goto("/desk/community/")
    assert_accessible(agent)
    shot(agent, "community-queue")
    agent.get_by_role("button", name="Approve").click()
    expect(agent.get_by_text("Nothing is here")).to_be_visible()
    ticket = find(agent, lambda: Ticket.objects.filter(channel="community").first(), "no ticket came of it")
    agent.goto(f"/desk/tickets/{ticket.pk}/")
    is_open(agent, ticket)
    box(agent).fill("E27, up to 9 W.")
    agent.get_by_role("button", name="Send", exact=True).click()
    expect(agent.locator("#entries")).to_contain_text("E27, up to 9 W.")
    answer = find(
        agent, lambda: Post.objects.filter(topic=topic, is_first=False).first(), "no answer was posted"
    )

    shopper.goto(f"/community/en/topics/{topic.pk}/")
    expect(shopper.get_by_text("of the shop")).to_be_visible()
    shopper.get_by_role("button", name="This solved it").click()
    expect(shopper.get_by_role("button", name="It did not solve it")).to_be_visible()

    stranger = screen()
    stranger.goto(f"/community/en/topics/{topic.pk}/")
    data = json.loads(stranger.locator("script[type='application/ld+json']").text_content())
    assert data["@type"] == "QAPage"
    best = data["mainEntity"]["acceptedAnswer"]
    assert best["text"] == "E27, up to 9 W." and best["url"].endswith(f"/posts/{answer.pk}/")
    assert "Mina" not in stranger.content()
    find(agent, lambda: Ticket.objects.filter(pk=ticket.pk, status="solved").first(), "it is not settled")


@pytest.mark.requirement("R51")
@pytest.mark.parametrize(("size", "theme", "is_in"), [(WIDE, "light", False), (PHONE, "dark", True)])
def test_every_page_of_the_community_is_accessible(size, theme, is_in, screen, shot, site, mina, theo, board):
    Community.objects.update(looked_at_first=0, ticket_after_hours=None)
    firefly, moth = choose_pseudonym(mina, "Firefly"), choose_pseudonym(theo, "Night moth")
    topic = begin_topic(NewTopic(board, "en", "Which bulb?", "It is *dark*."), by=firefly, client_id=uuid4())
    post = write_post(topic, "- E27\n- 9 W", by=moth, client_id=uuid4())
    accept_answer(topic, post, by=firefly)
    mine = topic.posts.earliest("pk").pk
    places = [
        "",
        "boards/lamps/",
        f"topics/{topic.pk}/",
        f"members/{firefly.pk}/",
        f"posts/{post.pk}/before/",
    ]
    page = screen(size=size, theme=theme)
    if is_in:
        sign_in(page, mina, site)
        places += ["ask/", "name/", f"posts/{post.pk}/report/", f"posts/{mine}/edit/"]
    for place in places:
        page.goto(f"/community/en/{place}")
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), place
        if place.startswith("topics"):
            shot(page, f"community-topic-{'in' if is_in else 'out'}")
