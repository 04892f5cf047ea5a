"""What search engines read of a topic."""

import pytest

from shopbell.channels.brand import Brand
from shopbell.community.writing import accept_answer
from tests.structured_data import checked_data

from .pages import address, read

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R51")]


@pytest.fixture(autouse=True)
def shop(db):
    Brand.objects.update_or_create(pk=1, defaults={"name": "Wexmoor"})


def test_search_engines_read_a_question_with_what_solved_it(client, begin, say, firefly, moth):
    topic = begin()
    say(topic, "An E27.", by=moth)
    accept_answer(topic, say(topic, "An E14 & </script> no more.", by=moth), by=firefly)

    data = checked_data(read(client, address(topic)))["QAPage"]

    question = data["mainEntity"]
    assert data["@type"] == "QAPage" and question["answerCount"] == 2
    assert question["acceptedAnswer"]["text"].startswith("An E14 & ")
    assert [each["text"] for each in question["suggestedAnswer"]] == ["An E27."]
    assert question["author"]["name"] == "Firefly"


def test_search_engines_read_a_talk_as_one(client, begin, say, moth):
    talk = begin("Nice", kind="talk")
    say(talk, "Very nice.", by=moth)

    data = checked_data(read(client, address(talk)))["DiscussionForumPosting"]
    assert data["comment"][0]["author"]["name"] == "Night moth" and data["publisher"]["name"] == "Wexmoor"
