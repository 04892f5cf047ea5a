"""A private answer becomes the draft of a public text, without what is personal in it."""

import re

import pytest
from playwright.sync_api import expect

from shopbell.helpcenter.article_draft import ArticleDraft
from shopbell.helpcenter.category import Category
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.from_ticket.asking import ask_consent
from shopbell.helpcenter.from_ticket.making import begin_from_ticket
from shopbell.helpcenter.from_ticket.taken import offered, take
from shopbell.helpcenter.from_ticket.ticket_text import TicketText
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


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with scripts", "without"])
def test_a_customer_agrees_to_be_quoted_and_withdraws_it(screen, bo, ada, mina, late_parcel, has_scripts):
    HelpCentre.objects.create(pk=1, languages=["en"])
    covers = Category.objects.create(slug="covers")
    covers.names.create(language="en", name="Wash covers")
    receive_message(
        late_parcel, "Can I wash my cover hot, or does it shrink?", customer=mina, channel="email"
    )
    write_reply(late_parcel, "Wash it at thirty degrees.", by=bo, channel="email")
    taken = take(late_parcel, offered(late_parcel)[-2:], "en")
    begin_from_ticket(late_parcel, taken, "Washing a cover", covers, by=ada)
    ask_consent(TicketText.objects.get(), by=ada)
    letter = late_parcel.messages.filter(text__contains="/help/quotes/").get().text
    page = screen(java_script_enabled=has_scripts)

    page.goto(re.search(r"/help/quotes/\S+", letter)[0])
    expect(page.get_by_text("does it shrink?")).to_be_visible()
    if has_scripts:  # axe is one
        assert_accessible(page)
    page.get_by_role("button", name="Yes, you may").click()
    expect(page.get_by_text("You agreed that we publish this text.")).to_be_visible()
    page.get_by_role("button", name="Withdraw it").click()

    expect(page.get_by_text("You have withdrawn it.")).to_be_visible()
    assert TicketText.objects.get().consents.get().standing == "withdrawn"
