"""A customer's own words are published with their consent, to the text that they saw, until they withdraw it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.core.errors import Refused
from shopbell.customers.erasure import erase_customer, name_to_type
from shopbell.helpcenter.article_draft import write_draft
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.from_ticket.asking import answer_consent, ask_consent, withdraw_quote
from shopbell.helpcenter.from_ticket.making import begin_from_ticket, propose
from shopbell.helpcenter.from_ticket.taken import first_choice, offered, take
from shopbell.helpcenter.from_ticket.ticket_text import TicketText
from shopbell.helpcenter.publishing import publish, publish_due, restore
from shopbell.helpcenter.scheduling import schedule
from shopbell.helpcenter.stale import StaleFlag, call_still_true, look_over
from shopbell.portal.kept_data import kept_of
from shopbell.tickets.deletion import delete_ticket, erase_ticket
from shopbell.tickets.merge import merge_tickets
from shopbell.tickets.message import receive_message, write_reply
from shopbell.tickets.models import Ticket
from shopbell.tickets.ticket import create_ticket

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R52")]
QUESTION = "Can I wash the cover of my sofa at sixty degrees, or does it shrink then?"
ANSWER = "Wash it at thirty degrees. It shrinks when it is hotter."


@pytest.fixture
def washed(late_parcel, mina, bo, care):
    """Mina asked something, in German so far as the desk knows, and Bo answered."""
    mina.language = "de"
    mina.save()
    receive_message(late_parcel, QUESTION, customer=mina, channel="email")
    write_reply(late_parcel, ANSWER, by=bo, channel="email")
    late_parcel.refresh_from_db()
    return late_parcel


@pytest.fixture
def draft(washed, ada, sending_back):
    """An article that quotes her and was not published yet."""
    taken = take(washed, offered(washed)[-2:], "en")
    return begin_from_ticket(washed, taken, "Washing a cover", sending_back, by=ada)


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
    agent.post(ask)
    assert "asked, not answered yet" in agent.get(address).content.decode()
    answer_consent(text.consents.get(), is_given=True)
    assert "They withdrew it" in agent.get(address).content.decode()
    agent.post(ask, {"withdraw": "1"})
    assert text.consents.get().standing == "withdrawn"

    other = desk(cy)
    assert other.post(ask).status_code == 404
    assert "Ask the customer" not in other.get(address).content.decode()


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


def erased(ticket, root):
    delete_ticket(ticket, by=root)
    assert erase_ticket(ticket)


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


def test_nobody_is_asked_where_everybody_reads_the_link(draft, washed, ada, desk):
    Ticket.objects.filter(pk=washed.pk).update(channel="community")

    with pytest.raises(Refused, match="Everybody reads what is answered here"):
        ask_consent(TicketText.objects.get(), by=ada)
    assert not TicketText.objects.get().consents.exists()
    assert "Ask the customer" not in desk(ada).get(f"/desk/help/{draft.article_id}/en/").content.decode()


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
