"""A private answer becomes the draft of a public text, without what is personal in it."""

import pytest
from playwright.sync_api import expect

from shopbell.helpcenter.article_draft import ArticleDraft
from shopbell.helpcenter.category import Category
from shopbell.helpcenter.centre import HelpCentre
from shopbell.tickets.message import receive_message, write_reply

from .axe import assert_accessible
from .walking import open_ticket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.requirement("R52")]


def test_an_agent_makes_an_article_of_a_ticket_and_puts_back_what_is_harmless(screen, bo, mina, late_parcel):
    HelpCentre.objects.create(pk=1, languages=["en"])
    Category.objects.create(slug="parcels").names.create(language="en", name="Follow a parcel")
    receive_message(late_parcel, "It is Mina, call 0171 2345678.", customer=mina, channel="email")
    write_reply(
        late_parcel, "Hello Mina,\n\nBo keeps 12345678 for you.\n\nRegards\nBo", by=bo, channel="email"
    )
    page = screen(bo)
    open_ticket(page, late_parcel)
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Make an article of it").click()

    taken = page.locator(".from-ticket-words").last
    expect(taken).to_have_text("[name] keeps [number] for you.")
    assert_accessible(page)
    page.get_by_label("Put back 12345678").check()
    expect(taken).to_have_text("[name] keeps 12345678 for you.")
    page.get_by_label("Title").fill("What we keep for you")
    page.get_by_role("button", name="Make it").click()

    expect(page.get_by_text("Nobody reads it before it is published")).to_be_visible()
    expect(page.get_by_role("heading", name="From tickets")).to_be_visible()
    draft = ArticleDraft.objects.get()
    assert draft.title == "What we keep for you"
    assert "[name] keeps 12345678 for you." in draft.body and "Mina" not in draft.body
    assert_accessible(page)
