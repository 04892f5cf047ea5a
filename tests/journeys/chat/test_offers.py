"""A shopper writes a question, and the answer that is offered is enough: in the widget, and in the form on a phone."""

import pytest
from playwright.sync_api import expect

from shopbell.channels.models import Inbox
from shopbell.helpcenter.models import OfferDay, ReadBefore
from shopbell.tickets.models import ContactReason, Ticket
from tests.helpcenter.conftest import centre, sending_back, write  # noqa: F401
from tests.search.offers.conftest import articles  # noqa: F401

from ..axe import assert_accessible
from ..conftest import PHONE

COUNTS = ("shown", "opened", "solved", "unsolved")
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36"  # no machine's
TEXT = "Hello, how can I track my parcel?"


def is_counted(page, wanted, **about):
    """Whether that is counted soon: the page does not wait for it."""
    for _ in range(100):
        rows = OfferDay.objects.filter(**about)
        if [tuple(getattr(row, name) for name in COUNTS) for row in rows] == [wanted]:
            return True
        page.wait_for_timeout(50)
    return False


@pytest.mark.requirement("R55", "R7")
def test_the_answer_is_taken_in_the_widget_and_no_ticket_is_made(shopper, bo_is_there, articles):  # noqa: F811
    page = shopper(user_agent=BROWSER)
    page.launcher.click()
    page.chat.get_by_role("button", name="Chat with us").click()
    question = page.chat.get_by_label("How can we help?")
    question.fill(TEXT)
    page.chat.get_by_role("button", name="Track your parcel").click()
    expect(page.chat.get_by_role("heading", name="Track your parcel")).to_be_focused()
    expect(question).to_be_hidden()

    page.keyboard.press("Escape")
    expect(question).to_be_focused()
    expect(question).to_have_value(TEXT)

    page.chat.get_by_role("button", name="Track your parcel").click()
    page.chat.get_by_role("button", name="That answers it").click()
    expect(page.chat.get_by_text("Nothing was sent.")).to_be_focused()
    expect(page.chat.get_by_role("button", name="Write all the same")).to_be_visible()

    assert not Ticket.objects.exists()
    assert is_counted(page, (1, 2, 1, 0), object_id=articles["Track your parcel"].article_id, place="widget")


@pytest.mark.requirement("R55")
def test_in_the_form_on_a_phone_an_answer_is_read_and_the_question_sent_all_the_same(screen, site, articles):  # noqa: F811
    inbox = Inbox.objects.create(channel="form", name="Shop form")
    ContactReason.objects.create(stage="after", name="Broken shade")
    page = screen(size=PHONE)
    page.goto(f"{site}/contact/{inbox.public_key}/")
    page.get_by_label("Your name").fill("Mina")
    page.get_by_label("Your e-mail").fill("mina@shopper.example")
    topic = page.get_by_label("Broken shade")
    assert (before := topic.bounding_box())
    page.get_by_label("How can we help?").fill(TEXT)
    offer = page.get_by_role("button", name="Track your parcel")
    expect(offer).to_be_visible()
    assert topic.bounding_box() == before, "what is about to be pressed moves away"
    assert_accessible(page)

    offer.click()
    expect(page.get_by_role("heading", name="Track your parcel")).to_be_focused()
    assert_accessible(page)
    page.get_by_role("button", name="No, send my question").click()

    expect(page.get_by_text("Thank you, we have your message")).to_be_visible()
    assert Ticket.objects.get().messages.get().text == TEXT
    assert not ReadBefore.objects.exists(), "a browser at no public address cannot be told from others"
    assert is_counted(page, (1, 1, 0, 1), object_id=articles["Track your parcel"].article_id, place="form")
