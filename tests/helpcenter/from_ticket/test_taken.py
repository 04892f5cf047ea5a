"""A private answer becomes the draft of an article, or a proposal beside one."""

import pytest

from shopbell.core.errors import Refused
from shopbell.customers.customer import claim_identity
from shopbell.helpcenter.article import Article
from shopbell.helpcenter.article_draft import drop_draft, write_draft
from shopbell.helpcenter.category import Category
from shopbell.helpcenter.from_ticket.making import begin_from_ticket, drop_proposal, merge_proposal, propose
from shopbell.helpcenter.from_ticket.taken import as_html, first_choice, offered, take
from shopbell.helpcenter.from_ticket.ticket_text import TicketText
from shopbell.helpcenter.publishing import publish
from shopbell.shop.models import Order
from shopbell.tickets.message import add_note, receive_message, write_reply
from shopbell.tickets.models import ContactReason

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R52")]
ANSWER = "Hello Mina,\n\nOpen the lid first:\n\n1. Press the button.\n2. Lift it.\n\nKind regards\nBo"


@pytest.fixture
def answered(late_parcel, bo, mina):
    """Mina asked twice, and Bo answered about her order."""
    claim_identity(mina, "phone", "+33612345678", source="agent")
    Order.objects.create(
        number="W2611987",
        external_id="1",
        customer=mina,
        currency="EUR",
        address={"name": "Ola Sund", "city": "Lille"},
    )
    receive_message(
        late_parcel, "W 2611987 went to Lille, call 06 12 34 56 78.", customer=mina, channel="email"
    )
    add_note(late_parcel, "She is angry.", by=bo)
    write_reply(late_parcel, ANSWER, by=bo, channel="email")
    return late_parcel


def taken_of(ticket, **about):
    there = offered(ticket)
    return take(ticket, [each for each in there if each.pk in first_choice(there)], "en", **about)


def test_the_question_and_the_answer_are_chosen_first_and_notes_are_not_offered(answered):
    assert [each.is_from_customer for each in offered(answered)] == [True, True, False]
    taken = taken_of(answered)
    assert taken.title == "Where is my parcel?"
    assert taken.body == (
        "<blockquote><p>It should have come on Tuesday.</p></blockquote>\n<p>Open the lid first:</p>"
        '<ol class="steps"><li>Press the button.</li><li>Lift it.</li></ol>'
    )


def test_what_the_desk_knows_of_the_customer_and_their_orders_is_covered(answered):
    taken = take(answered, offered(answered), "en")

    assert "[number] went to [address], call [phone number]." in taken.body
    assert [each.words for each in taken.found] == ["Lille", "06 12 34 56 78", "W 2611987"]


def test_an_article_of_it_is_a_draft_that_nobody_reads(answered, bo, sending_back):
    draft = begin_from_ticket(answered, taken_of(answered), "Opening the lid", sending_back, by=bo)

    assert draft.title == "Opening the lid" and "Press the button" in draft.body
    assert not draft.article.texts.exists()
    row = TicketText.objects.get()
    assert (row.ticket, row.article, row.number, row.quoted) == (
        answered, draft.article, None, "It should have come on Tuesday.",
    )  # fmt: skip


def test_the_version_that_is_published_of_it_says_where_it_comes_from_and_a_dropped_draft_does_not(
    answered, ada, sending_back, write
):
    taken = take(answered, offered(answered)[-1:], "en")
    draft = begin_from_ticket(answered, taken, "Opening the lid", sending_back, by=ada)
    publish(draft, by=ada)
    assert TicketText.objects.get().number == 1

    other = begin_from_ticket(answered, taken, "Another", sending_back, by=ada)
    drop_draft(other, by=ada)
    assert TicketText.objects.count() == 1


def test_a_proposal_changes_nothing_until_it_is_taken_into_the_draft(answered, bo, write):
    article = write("Lids", "<p>A lid is heavy.</p>").article
    text = propose(answered, taken_of(answered), "Opening <it>", article, by=bo)
    assert not article.drafts.exists()

    draft = merge_proposal(text, by=bo, seen=0)
    assert draft.title == "Lids"
    assert draft.body.startswith("<p>A lid is heavy.</p>\n<h2>Opening &lt;it&gt;</h2>\n<blockquote>")
    with pytest.raises(Refused, match="already"):
        merge_proposal(text, by=bo, seen=1)


def test_a_proposal_is_not_written_over_a_colleague_s_draft(answered, ada, bo, write):
    article = write("Lids").article
    text = propose(answered, taken_of(answered), "Opening", article, by=bo)
    write_draft(article, "en", {"title": "Lids", "summary": "", "body": "<p>Mine</p>"}, by=ada)

    with pytest.raises(Refused, match="Ada Moreau has changed this draft"):
        merge_proposal(text, by=bo, seen=0)
    assert TicketText.objects.proposed().exists()
    drop_proposal(text, by=bo)
    assert not TicketText.objects.exists()


def test_the_page_shows_what_is_covered_and_puts_back_what_is_harmless(answered, desk, bo, sending_back):
    agent, address = desk(bo), f"/desk/tickets/{answered.pk}/to-article/"
    page = agent.get(address).content.decode()
    assert "Press the button" in page and "She is angry" not in page

    ids = [each.pk for each in offered(answered)]
    page = agent.post(address, {"message": ids, "also": "lid"}).content.decode()
    assert (
        '<mark title="06 12 34 56 78">[phone number]</mark>' in page
        and '<mark title="lid">[…]</mark>' in page
    )
    key = next(each.key for each in take(answered, offered(answered), "en").found if each.words == "Lille")
    page = agent.post(address, {"message": ids, "shown": [key]}).content.decode()
    assert "<u>Lille</u>" in page


def test_the_page_makes_a_draft_or_a_proposal_with_what_would_change(
    answered, desk, bo, cy, write, sending_back
):
    article = write("Where is my parcel?").article
    agent, address = desk(bo), f"/desk/tickets/{answered.pk}/to-article/"
    page = agent.get(address).content.decode()
    assert f'value="{article.pk}"' in page  # it is near

    said = {
        "message": [offered(answered)[-1].pk],
        "title": "Lids",
        "then": "make",
        "category": sending_back.pk,
    }
    made = agent.post(address, said)
    assert Article.objects.count() == 2 and made.status_code == 302
    beside = agent.post(address, said | {"place": article.pk}).headers["Location"]
    page = agent.get(beside).content.decode()
    assert "<ins>" in page and "Press the button" in page and f"/desk/tickets/{answered.pk}/" in page
    text = TicketText.objects.proposed().get()
    agent.post(f"/desk/help/{article.pk}/proposals/{text.pk}/", {"seen": 0})
    assert "Lift it." in article.drafts.get().body
    assert agent.post(address, said | {"message": []}).status_code == 422

    other = desk(cy)
    assert other.get(address).status_code == 404
    page = other.get(beside).content.decode()
    assert "Lids" in page and f"/desk/tickets/{answered.pk}/" not in page


def test_a_text_goes_into_paragraphs_and_lists_and_never_into_tags():
    assert (
        as_html("<b>A</b>\nB\n\n- C\n- D") == "<p>&lt;b&gt;A&lt;/b&gt;<br>B</p><ul><li>C</li><li>D</li></ul>"
    )


def test_what_somebody_else_wrote_in_the_ticket_is_not_offered(answered, theo):
    words = "I am the neighbour who took the parcel in, and I have it still."
    receive_message(answered, words, customer=theo, channel="email")

    assert words not in [each.text for each in offered(answered)]


def test_whom_one_message_introduces_is_covered_in_the_others_and_in_the_title(late_parcel, bo, mina):
    late_parcel.subject = "Anders, the shelf and Whitby"
    late_parcel.save()
    said = "My husband Anders Lindqvist will do it. We are at 4 Cliff Street, Whitby YO21 3EJ. Will he need a drill?"
    receive_message(late_parcel, said, customer=mina, channel="email")
    answer = "Anders can do it in ten minutes, Ms Lindqvist. He will need no drill; we know Whitby."
    write_reply(late_parcel, answer, by=bo, channel="email")
    taken = take(late_parcel, offered(late_parcel)[-1:], "en")

    assert taken.title == "[name], the shelf and [address]"
    assert (
        "[name] can do it in ten minutes, Ms [name]. He will need no drill; we know [address]." in taken.body
    )


def test_a_title_is_what_was_asked_and_no_greeting(late_parcel, mina):
    said = "Dear Bo,\n\nThe shelf came today. How do I put it up without a drill? It is oak."
    receive_message(late_parcel, said, customer=mina, channel="email")

    def title(subject):
        late_parcel.subject = subject
        return take(late_parcel, offered(late_parcel)[-1:], "en").title

    assert title("Dear Bo,") == title("Hello") == "How do I put it up without a drill?"
    assert title("Re: Hi Bo, my shelf") == "my shelf"
    assert title("Hello my shelf has arrived broken today") == "Hello my shelf has arrived broken today"


def test_the_answer_that_says_most_is_chosen_with_the_question_it_answers(answered, bo, mina):
    receive_message(answered, "Thanks! And how do I clean it afterwards?", customer=mina, channel="email")
    write_reply(answered, "Use a dry cloth.", by=bo, channel="email")
    receive_message(answered, "Great, thank you.", customer=mina, channel="email")
    write_reply(answered, "You are welcome.", by=bo, channel="email")

    chosen = [each.text for each in offered(answered) if each.pk in first_choice(offered(answered))]
    assert chosen == ["It should have come on Tuesday.", ANSWER]


def test_a_new_article_is_put_where_those_for_the_same_reason_stand(answered, desk, bo, write, sending_back):
    first = Category.objects.create(slug="about", position=0)
    reason = ContactReason.objects.create(stage="after", name="Damaged")
    write("A scratch").article.reasons.add(reason)
    answered.reason = ContactReason.objects.create(stage="after", name="A leg is off", parent=reason)
    answered.save()

    page = desk(bo).get(f"/desk/tickets/{answered.pk}/to-article/").content.decode()

    assert f'<option value="{sending_back.pk}" selected>' in page and f'value="{first.pk}"' in page
