"""Who never bought or wrote asks in the community: they write, join by their mailbox, and a moderator sees the question."""

import pytest
from playwright.sync_api import Page, expect

from shopbell.community.models import Board, Community, Joining, Topic
from shopbell.community.state import State
from shopbell.helpcenter.centre import HelpCentre
from shopbell.portal.secret import hash_of

from .axe import assert_accessible
from .conftest import PHONE, WIDE

pytestmark = pytest.mark.requirement("R51")
SECRET = "opens-it"


@pytest.fixture
def board(transactional_db):
    HelpCentre.objects.create(pk=1, languages=["en", "ar"])
    Community.objects.create(pk=1, is_on=True, rules="Be kind.", looked_at_first=1, ticket_after_hours=None)
    board = Board.objects.create(slug="lamps")
    board.names.create(language="en", name="Lamps and light")
    return board


def link_of(page: Page, site: str) -> str:
    """The link that was mailed, which only the mailbox holds: here with a secret that we know."""
    for _try in range(150):
        if Joining.objects.filter(mailed_at__isnull=False).update(secret_hash=hash_of(SECRET)):
            return f"{site}/community/en/join/link/{SECRET}/"
        page.wait_for_timeout(100)
    raise AssertionError("no link was mailed")


@pytest.mark.parametrize(
    ("size", "theme", "scripts"), [(WIDE, "light", True), (PHONE, "dark", False)], ids=["scripts", "none"]
)
def test_a_stranger_asks_joins_and_the_question_waits(screen, shot, site, root, board, size, theme, scripts):
    page = screen(size=size, theme=theme, java_script_enabled=scripts)
    page.goto("/community/en/")
    page.get_by_role("link", name="Ask a question").click()
    page.get_by_label("Title").fill("Does the Alma dim?")
    page.get_by_label("Your words").fill("I have not bought it yet.")
    page.get_by_role("button", name="Post it").click()

    expect(page.get_by_text("What you wrote is kept, and posted once you have joined.")).to_be_visible()
    page.get_by_label("Your e-mail address").fill("nell@stranger.example")
    page.get_by_label("Name in the community").fill("Night owl")
    page.get_by_label("I keep the house rules").check()
    look(page, shot, "join", scripts)
    page.get_by_role("button", name="Mail me a link").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    look(page, shot, "join-sent", scripts)

    page.goto(link_of(page, site))
    expect(page.get_by_text("I have not bought it yet.")).to_be_visible()
    look(page, shot, "joined", scripts)
    page.get_by_role("button", name="Join and post it").click()

    expect(page.get_by_text("Only you see this yet")).to_be_visible()
    expect(page.get_by_role("link", name="Night owl").first).to_be_visible()
    assert Topic.objects.get().state == State.WAITING
    agent = screen(root)
    agent.goto("/desk/community/")
    expect(agent.get_by_text("Does the Alma dim?")).to_be_visible()


def look(page: Page, shot, name: str, scripts: bool) -> None:
    if scripts:
        shot(page, name)
        assert_accessible(page)
