"""What is offered for a question that stands among other sentences, or is called by another name."""

import pytest

from shopbell.channels.offering import Question, offers_for
from shopbell.helpcenter.models import StarterText
from shopbell.helpcenter.starter.install import install_starter
from shopbell.search.help.index import rebuild
from shopbell.search.offers.asked import MOST_ASKED, MOST_CHARACTERS, asked_in

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R55")]
LANGUAGES = ("en", "de", "ar")
TRACK, BROKEN, RETURN = "track-your-parcel", "arrived-broken", "return-something"


@pytest.fixture
def first(centre, ada):
    """The slugs of our own articles that are offered: first("Where is my order?", "en")."""
    centre.languages = [*LANGUAGES]
    centre.save()
    install_starter(LANGUAGES, by=ada, is_as_told=True)
    rebuild()
    names = dict(StarterText.objects.values_list("article_id", "slug"))
    return lambda text, language: [
        names[int(each.key.split("-")[1])] for each in offers_for(Question(text, language))
    ]


def test_a_question_is_answered_whatever_is_told_besides(first):
    found = {
        text: first(text, language)
        for language, text in (
            ("en", "The jug is for my mother. Can you wrap it as a gift? Thank you!"),
            ("en", "We are moving next month, can I change the address?"),
            ("de", "Meine Mutter hat Geburtstag. Verpacken Sie auch als Geschenk?"),
            ("de", "Wir ziehen im Mai um, kann ich die Lieferadresse noch ändern?"),
            ("ar", "اشتريت مصباحًا لأمي. هل يمكن تغليفه كهدية؟"),
        )
    }

    wanted = ["gift-wrap", "change-the-address", "gift-wrap", "change-the-address", "gift-wrap"]
    assert [want in got for want, got in zip(wanted, found.values(), strict=True)] == [True] * 5, found


@pytest.mark.parametrize(
    ("language", "text", "right"),
    [
        ("en", "Where is my order?", TRACK),
        ("en", "Hello, where is my order? My sister marries on Sunday.", TRACK),
        ("de", "Wo ist meine Bestellung?", TRACK),
        ("ar", "أين طلبي؟", TRACK),
        ("de", "Der Teller kam kaputt an, was jetzt?", BROKEN),
    ],
)
def test_what_has_another_name_comes_first_by_it(first, language, text, right):
    assert first(text, language)[:1] == [right]


@pytest.mark.parametrize("text", ["We love the clock. Your shop is a joy!", "It rains here, right?"])
def test_what_asks_nothing_is_offered_nothing_for_a_sentence_of_it(first, text):
    assert first(text, "en") == []


def test_of_a_letter_full_of_questions_a_few_are_judged():
    assert (
        len(asked_in("Why one, and why two? Why three? " * 50 + "Why four, why five? Why six?")) == MOST_ASKED
    )


def test_a_sentence_alone_is_asked_once():
    assert asked_in("Where is my parcel?") == ["Where is my parcel"]
    assert asked_in("") == [""]


def test_a_long_letter_is_looked_at_no_further_than_one_writes_while_answers_are_offered():
    assert max(map(len, asked_in("How long is it? " + "a lamp " * 9_000))) <= MOST_CHARACTERS
