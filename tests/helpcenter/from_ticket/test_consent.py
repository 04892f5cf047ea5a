"""A customer's own words are published with their consent, to the text that they saw, until they withdraw it."""

import re

import pytest
from django.utils import timezone

from shopbell.core.errors import Refused
from shopbell.helpcenter.article_draft import write_draft
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.from_ticket.asking import answer_consent, ask_consent, withdraw_quote
from shopbell.helpcenter.from_ticket.making import propose
from shopbell.helpcenter.from_ticket.taken import first_choice, offered, take
from shopbell.helpcenter.from_ticket.ticket_text import TicketText
from shopbell.helpcenter.publishing import publish, restore
from shopbell.helpcenter.stale import StaleFlag, call_still_true, look_over
from shopbell.tickets.models import Ticket

from .conftest import ANSWER, QUESTION

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R52")]


def link_in(ticket):
    """Without the language it asks for: a page of this very thread would leave it behind."""
    text = ticket.messages.filter(text__contains="/help/quotes/").latest("pk").text
    return re.search(r"/help/quotes/[^\s?]+", text)[0]


def agreed(draft, by):
    consent = ask_consent(TicketText.objects.get(), by=by)
    answer_consent(consent, is_given=True)
    return consent


def open_flags():
    return [flag.words for flag in StaleFlag.objects.open().filter(kind__in=["quote", "erased"])]


def test_the_letter_that_asks_is_no_answer_to_be_published(draft, washed, ada):
    ask_consent(TicketText.objects.get(), by=ada)
    messages = offered(washed)

    assert link_in(washed) and not any("/help/quotes/" in each.text for each in messages)
    assert [each.text for each in messages if each.pk in first_choice(messages)][-1] == ANSWER


def test_what_a_customer_wrote_is_not_published_without_their_yes(draft, ada):
    with pytest.raises(Refused, match="has not agreed to be quoted: “Can I wash the cover"):
        publish(draft, by=ada)

    words = draft.words | {"body": "<p>Covers are washed at thirty degrees.</p>"}
    assert publish(write_draft(draft.article, "en", words, by=ada, seen=draft.revision), by=ada).number == 1


def test_a_customer_is_asked_in_their_language_and_says_yes_once(draft, washed, ada, client):
    ask_consent(TicketText.objects.get(), by=ada)
    message = washed.messages.latest("pk")
    assert message.text.startswith("Ihre Frage kann anderen helfen")
    assert "/?lang=de" in message.text
    assert message.deliveries.get().recipient == "mina@shopper.example"

    address = link_in(washed)
    page = client.get(address).content.decode()
    assert "Can I wash the cover" in page and "thirty degrees" in page and "Mina" not in page
    client.post(address, {"say": "yes"})
    consent = TicketText.objects.get().consents.get()
    assert consent.standing == "given" and "Can I wash" in consent.body
    assert washed.messages.latest("pk").said == "The customer agreed to be quoted in “Washing a cover”."
    assert client.post(address, {"say": "no"}).status_code != 302
    assert publish(draft, by=ada).number == 1


def test_no_answer_is_no_and_a_no_is_not_asked_again(draft, ada, client, washed):
    text = TicketText.objects.get()
    ask_consent(text, by=ada)
    with pytest.raises(Refused, match="not agreed"):
        publish(draft, by=ada)
    first = link_in(washed)
    ask_consent(text, by=ada)
    ended = client.get(first)  # the newer one counts
    assert ended.status_code == 404 and "Nothing is asked of you here any more" in ended.content.decode()

    client.post(link_in(washed), {"say": "no"})
    with pytest.raises(Refused, match="They said no"):
        ask_consent(TicketText.objects.get(), by=ada)
    with pytest.raises(Refused, match="not agreed"):
        publish(draft, by=ada)


def test_a_consent_holds_for_the_text_that_was_seen(draft, ada):
    agreed(draft, ada)
    more = "My dog slept on it again, and now it smells."
    TicketText.objects.update(quoted=f"{QUESTION}\n\n{more}")
    words = draft.words | {"body": f"{draft.body}<p>{more}</p>"}

    with pytest.raises(Refused, match="not agreed to be quoted: “My dog slept"):
        publish(write_draft(draft.article, "en", words, by=ada, seen=draft.revision), by=ada)


def test_a_withdrawn_consent_marks_the_article_until_the_quote_is_gone(draft, ada, client, washed):
    consent = ask_consent(TicketText.objects.get(), by=ada)
    address = link_in(washed)
    client.post(address, {"say": "yes"})
    version = publish(draft, by=ada).article.versions.get()
    look_over(timezone.now())
    assert open_flags() == []

    client.post(address, {"say": "withdraw"})
    assert open_flags() == [f"A customer does not agree to be quoted (any more): “{QUESTION[:-1]}”."]
    with pytest.raises(Refused, match="nobody but the customer"):
        call_still_true(StaleFlag.objects.open().get(kind="quote"), by=ada)
    withdraw_quote(consent)
    with pytest.raises(Refused, match="not agreed"):
        publish(restore(version, by=ada), by=ada)

    own = {"title": "Washing", "summary": "", "body": "<p>At thirty degrees.</p>"}
    publish(write_draft(version.article, "en", own, by=ada, seen=1), by=ada)
    look_over(timezone.now())
    assert open_flags() == []


def test_an_agent_does_not_answer_for_the_customer(draft, washed, ada, desk):
    ask_consent(TicketText.objects.get(), by=ada)
    answer = desk(ada).post(link_in(washed), {"say": "yes"})

    assert answer.status_code >= 400
    assert TicketText.objects.get().consents.get().standing == "asked"


def test_a_desk_that_does_not_ask_publishes_own_words_only(draft, ada):
    HelpCentre.objects.update(asks_consent=False)
    with pytest.raises(Refused, match="does not ask"):
        ask_consent(TicketText.objects.get(), by=ada)
    with pytest.raises(Refused, match="not agreed"):
        publish(draft, by=ada)


def test_beside_others_words_the_customer_sees_their_own_part_alone(washed, ada, write):
    article = write("Covers", "<p>For colleagues: the margin is 40 %.</p>").article
    text = propose(washed, take(washed, offered(washed)[-2:], "en"), "Washing", article, by=ada)

    assert "margin" not in ask_consent(text, by=ada).body


def test_agents_ask_and_note_what_they_were_told_on_the_page_of_the_article(draft, washed, ada, cy, desk):
    text, address = TicketText.objects.get(), f"/desk/help/{draft.article_id}/en/"
    ask = f"/desk/help/{draft.article_id}/quotes/{text.pk}/"
    agent = desk(ada)
    assert "Ask the customer" in agent.get(address).content.decode()
    refused = agent.post(address, {**draft.words, "seen": draft.revision, "then": "publish"})
    assert refused.status_code == 422 and "has not agreed" in refused.content.decode()
    assert '<a href="#of-tickets">From tickets</a>' in refused.content.decode()  # where they are asked
    agent.post(ask)
    assert "asked, not answered yet" in agent.get(address).content.decode()
    answer_consent(text.consents.get(), is_given=True)
    assert "They withdrew it" in agent.get(address).content.decode()
    agent.post(ask, {"withdraw": "1"})
    assert text.consents.get().standing == "withdrawn"

    other = desk(cy)
    assert other.post(ask).status_code == 404
    assert "Ask the customer" not in other.get(address).content.decode()


def test_nobody_is_asked_where_everybody_reads_the_link(draft, washed, ada, desk):
    Ticket.objects.filter(pk=washed.pk).update(channel="community")

    with pytest.raises(Refused, match="Everybody reads what is answered here"):
        ask_consent(TicketText.objects.get(), by=ada)
    assert not TicketText.objects.get().consents.exists()
    assert "Ask the customer" not in desk(ada).get(f"/desk/help/{draft.article_id}/en/").content.decode()
