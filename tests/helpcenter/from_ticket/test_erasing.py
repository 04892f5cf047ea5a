"""What was taken of a ticket, and the consent to it, once the ticket or its customer is erased."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.core.errors import Refused
from shopbell.customers.erasure import erase_customer, name_to_type
from shopbell.helpcenter.article_draft import write_draft
from shopbell.helpcenter.from_ticket.asking import ask_consent
from shopbell.helpcenter.from_ticket.making import propose
from shopbell.helpcenter.from_ticket.taken import offered, take
from shopbell.helpcenter.from_ticket.ticket_text import TicketText
from shopbell.helpcenter.publishing import publish, publish_due, restore
from shopbell.helpcenter.scheduling import schedule
from shopbell.helpcenter.stale import StaleFlag, call_still_true, look_over
from shopbell.portal.kept_data import kept_of
from shopbell.tickets.deletion import delete_ticket, erase_ticket
from shopbell.tickets.merge import merge_tickets
from shopbell.tickets.ticket import create_ticket

from .conftest import QUESTION
from .test_consent import agreed, link_in, open_flags

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R52")]


def erased(ticket, root):
    delete_ticket(ticket, by=root)
    assert erase_ticket(ticket)


def test_a_customer_reads_what_they_agreed_to_and_erasing_them_marks_what_quotes_them(draft, ada, root, mina):
    agreed(draft, ada)
    publish(draft, by=ada)
    kept = kept_of(mina, [])["quotes"]
    assert [(each["title"], each["agreed"]) for each in kept] == [("Washing a cover", True)]

    erase_customer(mina, name_to_type(mina), by=root)
    assert kept_of(mina, [])["quotes"] == []
    look_over(timezone.now())
    assert open_flags() == ["It quotes a customer who asked to be erased. Say it in your own words."]


def test_a_draft_that_quotes_who_was_erased_is_not_published_as_it_was(draft, ada, cy, root, mina):
    write_draft(draft.article, "en", {**draft.words, "title": "Washing covers"}, by=cy, seen=draft.revision)
    assert draft.article.dropped_drafts.count() == 1
    erase_customer(mina, name_to_type(mina), by=root)
    now = draft.article.drafts.get()

    assert open_flags() == ["It quotes a customer who asked to be erased. Say it in your own words."]
    assert draft.article.dropped_drafts.count() == 0
    call_still_true(StaleFlag.objects.get(), by=ada)
    with pytest.raises(Refused, match="asked to be erased"):
        publish(now, by=ada)

    body = "<p>Covers are washed at thirty degrees.</p>"
    now = write_draft(draft.article, "en", {**now.words, "body": body}, by=cy, seen=now.revision)
    assert publish(now, by=ada).body == body


def test_what_is_scheduled_and_quotes_who_was_erased_goes_at_once(draft, ada, cy, root, mina):
    at = timezone.now() + timedelta(hours=1)
    schedule(draft, at, by=ada)
    body = "<p>Covers are washed at thirty degrees.</p>"
    write_draft(draft.article, "en", {**draft.words, "body": body}, by=cy, seen=draft.revision)
    erase_customer(mina, name_to_type(mina), by=root)

    left = draft.article.drafts.get()
    assert (left.scheduled, left.publish_at, left.body) == (None, None, body)
    assert publish_due(at) == 0


def test_a_consent_outlives_its_ticket_and_the_customer_can_still_withdraw_it(
    draft, washed, ada, root, mina, client
):
    ask_consent(TicketText.objects.get(), by=ada)
    address = link_in(washed)
    client.post(address, {"say": "yes"})
    article = publish(draft, by=ada).article
    erased(washed, root)
    look_over(timezone.now())
    assert open_flags() == []
    assert [each["agreed"] for each in kept_of(mina, [])["quotes"]] == [True]

    assert "You agreed that we publish this text" in client.get(address).content.decode()
    client.post(address, {"say": "withdraw"})
    assert "You have withdrawn it" in client.get(address).content.decode()
    assert open_flags() == [f"A customer does not agree to be quoted (any more): “{QUESTION[:-1]}”."]
    with pytest.raises(Refused, match="not agreed"):
        publish(restore(article.versions.get(), by=ada), by=ada)


def test_words_that_nobody_agreed_to_stay_private_when_their_ticket_is_erased(draft, washed, ada, root):
    erased(washed, root)

    with pytest.raises(Refused, match="not agreed"):
        publish(draft, by=ada)
    with pytest.raises(Refused, match="cannot be asked any more"):
        ask_consent(TicketText.objects.get(), by=ada)


def test_an_agent_notes_a_withdrawal_whose_ticket_is_erased(draft, washed, ada, cy, root, desk):
    consent = agreed(draft, ada)
    erased(washed, root)
    agent, address = desk(cy), f"/desk/help/{draft.article_id}/en/"
    page = agent.get(address).content.decode()
    assert "The ticket is erased." in page and "Ask the customer" not in page

    agent.post(f"/desk/help/{draft.article_id}/quotes/{consent.text_id}/", {"withdraw": "1"})
    assert TicketText.objects.get().consents.get().standing == "withdrawn"


def test_erasing_a_customer_takes_what_outlived_their_tickets(draft, washed, ada, root, mina, client):
    ask_consent(TicketText.objects.get(), by=ada)
    address = link_in(washed)
    client.post(address, {"say": "yes"})
    publish(draft, by=ada)
    erased(washed, root)
    erase_customer(mina, name_to_type(mina), by=root)

    assert not TicketText.objects.exists()
    assert client.get(address).status_code == 404
    look_over(timezone.now())
    assert open_flags() == ["It quotes a customer who asked to be erased. Say it in your own words."]


def test_what_was_taken_of_an_erased_ticket_and_lies_beside_an_article_goes_with_it(washed, ada, root, write):
    article = write("Covers", "<p>Thirty degrees.</p>").article
    propose(washed, take(washed, offered(washed)[-2:], "en"), "Washing", article, by=ada)
    erased(washed, root)

    assert not TicketText.objects.exists()


def test_what_was_taken_goes_with_a_merged_ticket_whose_customer_alone_is_asked(
    draft, washed, mina, theo, ada, root
):
    same, other = (create_ticket(customer=each, channel="email", subject="The same") for each in (mina, theo))
    merge_tickets(same, washed, by=ada)
    assert ask_consent(TicketText.objects.get(ticket=same), by=ada).customer == mina

    merge_tickets(other, same, by=ada, across_customers=True)
    with pytest.raises(Refused, match="Another customer wrote this"):
        ask_consent(TicketText.objects.get(), by=ada)
    TicketText.objects.update(merged_at=None)
    erased(other, root)
    assert not TicketText.objects.exists()
