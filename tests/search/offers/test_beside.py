"""Answers beside a ticket, for who answers it."""

import pytest

from shopbell.channels.offered import key_of
from shopbell.helpcenter.models import OfferDay, ReadBefore
from shopbell.tickets.message import receive_message

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R55")]


@pytest.fixture
def asks(late_parcel, articles):
    receive_message(late_parcel, "Can you change the delivery address?", customer=late_parcel.customer, channel="email")  # fmt: skip
    return late_parcel


def card(browser, ticket):
    return browser.get(f"/desk/tickets/{ticket.pk}/answers/").content.decode()


def test_an_agent_sees_what_answers_the_last_words_and_puts_it_in_with_its_link(desk, bo, asks, settings):
    page = card(desk(bo), asks)

    assert "Change the delivery address" in page
    assert f'data-into-reply="Change the delivery address: {settings.SITE_URL}/help/en/articles/' in page


def test_a_ticket_that_nothing_answers_has_no_card(desk, bo, late_parcel):
    assert card(desk(bo), late_parcel).strip() == ""


def test_what_was_read_before_the_ticket_stands_beside_it(desk, bo, late_parcel, articles):
    text = articles["Care for oak"]
    ReadBefore.objects.create(ticket=late_parcel, article=text.article, language="en")

    assert "Care for oak" in card(desk(bo), late_parcel)


def test_an_answer_is_looked_at_and_said_to_be_of_use(desk, bo, asks, articles):
    text = articles["Change the delivery address"]
    address = f"/desk/tickets/{asks.pk}/answers/{key_of('article', text.article_id, 'en')}/"
    page = desk(bo).get(address).content.decode()
    for outcome in ("solved", "inserted"):
        assert desk(bo).post(f"{address}told/", {"outcome": outcome}).status_code == 200

    assert "Until the parcel has left us." in page
    row = OfferDay.objects.get(place="desk")
    assert (row.opened, row.solved, row.inserted, row.unsolved) == (1, 1, 1, 0)


def test_nothing_but_an_outcome_is_counted(desk, bo, asks, articles):
    address = f"/desk/tickets/{asks.pk}/answers/{key_of('article', articles['Care for oak'].article_id, 'en')}/told/"

    assert desk(bo).post(address, {"outcome": "article_id"}).status_code == 400
    assert not OfferDay.objects.exists()


def test_what_only_agents_read_is_not_offered_for_an_answer(desk, bo, asks, write):
    text = write("Change the delivery address: how we do it", access="agents")

    assert "how we do it" not in card(desk(bo), asks)
    address = f"/desk/tickets/{asks.pk}/answers/{key_of('article', text.article_id, 'en')}/"
    assert desk(bo).get(address).status_code == 404


def test_who_may_not_see_the_ticket_sees_no_answers(desk, cy, asks):
    assert desk(cy).get(f"/desk/tickets/{asks.pk}/answers/").status_code == 404


def test_the_panel_asks_for_the_card_apart_and_takes_no_longer(desk, bo, asks):
    page = desk(bo).get(f"/desk/tickets/{asks.pk}/panel/").content.decode()

    assert f'hx-get="/desk/tickets/{asks.pk}/answers/"' in page
    assert "Change the delivery address" not in page


@pytest.mark.parametrize(
    ("customer", "agent", "title"),
    [
        ("de-AT", "en", "Die Lieferadresse ändern"),
        ("fr", "de", "Die Lieferadresse ändern"),
        ("fr", "en", "Change the delivery address"),
    ],
)
def test_an_answer_is_in_the_customer_s_language_or_else_in_the_agent_s(
    desk, bo, asks, articles, write, customer, agent, title
):
    article = articles["Change the delivery address"].article
    write("Die Lieferadresse ändern", "<p>Delivery address change: so.</p>", language="de", article=article)
    asks.language = customer
    asks.save()
    bo.language = agent
    bo.save()

    assert title in card(desk(bo), asks)
