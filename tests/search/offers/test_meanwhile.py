"""Answers for who waits in a chat: what is near their question, and nothing that only says one of its words."""

import pytest

from shopbell.channels.while_waiting import Asker
from shopbell.helpcenter.meanwhile import answers_while_waiting
from shopbell.search.help.index import index_due

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R14", "R49")]


@pytest.fixture
def links(late_parcel, articles):
    """The links that who asks so is shown while they wait: links("words")."""

    def shown(asked):
        while index_due():
            pass
        late_parcel.subject = asked
        late_parcel.save()
        late_parcel.messages.all().delete()
        return [link for card in answers_while_waiting(Asker(late_parcel), "en") for link in card.links]

    return shown


def test_who_waits_is_led_to_what_answers_their_question(links, articles):
    text = articles["Track your parcel"]

    address = f"/help/en/articles/{text.article_id}/track-your-parcel/"
    assert links("Can I track the parcel?") == [("Track your parcel", address)]


def test_a_word_that_everybody_writes_offers_nothing_to_who_waits(links, write):
    write("Photos that help us decide at once")
    write("It says “delivered”, but I have nothing")

    assert links("Do you have the rug Heath in 2 x 3 m? Can Anaïs help me please?") == []
