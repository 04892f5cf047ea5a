"""Whether an article helped: votes of readers, counted by version, and known to be nobody's."""

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from shopbell.helpcenter.article import Article
from shopbell.helpcenter.vote import (
    SENTENCES_KEPT,
    Vote,
    cast_vote,
    forget_sentences,
    vote_of,
    with_votes,
    without_persons,
)  # fmt: skip

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R48")]
BROWSER = {"user-agent": "Mozilla/5.0 Firefox/140.0", "sec-fetch-site": "same-origin"}


def address(text, language="en"):
    return f"/help/{language}/useful/{text.article_id}/{text.language}/{text.number}/"


def vote(client, text, useful, **more):
    return client.post(address(text), {"useful": useful, **more}, headers=BROWSER)


def version_of(text):
    return text.article.versions.get(language=text.language, number=text.number)


def test_a_reader_votes_at_the_foot_of_the_article_then_says_what_was_missing(client, write):
    text = write("How to send a lamp back")
    page = client.get(f"/help/en/articles/{text.article_id}/how-to-send-a-lamp-back/").content.decode()
    assert f'action="{address(text)}"' in page and "Was this useful?" in page

    assert vote(client, text, "no").headers["Location"] == address(text)
    assert "What was missing or wrong?" in client.get(address(text)).content.decode()
    vote(client, text, "no", sentence="Where is the\nlabel? ")

    kept = Vote.objects.get()
    assert not kept.is_useful and kept.sentence == "Where is the label?"
    page = client.get(address(text)).content.decode()
    assert "Where is the label?" in page and "We have your words, thank you:" in page


def test_a_browser_has_one_vote_a_version_and_may_turn_it(client, write):
    text = write("How to send a lamp back")
    vote(client, text, "no", sentence="No label")
    vote(client, text, "yes")
    vote(Client(), text, "yes")

    assert list(Vote.objects.values_list("is_useful", "sentence")) == [(True, ""), (True, "")]


def test_a_newer_version_begins_without_votes_and_the_older_keeps_its_own(client, write):
    old = write("How to send a lamp back")
    vote(client, old, "no")
    new = write("How to send a lamp back", "<p>Print the label.</p>", article=old.article)

    assert "Was this useful?" in client.get(address(new)).content.decode()
    vote(client, new, "yes")
    article = with_votes(Article.objects.all()).get()
    assert (article.yes, article.no) == (1, 0)
    assert Vote.objects.filter(version__number=1, is_useful=False).count() == 1


def test_the_list_says_what_readers_thought_of_versions_before_beside_those_of_now(write, desk, bo):
    old = write("How to send a lamp back")
    for useful in ("yes", "yes", "no"):
        vote(Client(), old, useful)
    assert "before:" not in desk(bo).get("/desk/help/").content.decode()

    new = write("How to send a lamp back", "<p>Print the label.</p>", article=old.article)
    vote(Client(), new, "yes")

    page = desk(bo).get("/desk/help/").content.decode()
    assert "1 of 1" in page and "before: 2 of 3" in page


def test_two_votes_of_one_browser_share_nothing_that_is_stored(client, write):
    first, second = write("How to send a lamp back"), write("How to pay")
    vote(client, first, "yes")
    vote(client, second, "yes")

    key = client.cookies["shopbell_reader"].value
    readers = list(Vote.objects.values_list("reader", flat=True))
    assert len(set(readers)) == 2 and not any(key in reader for reader in readers)


def test_an_article_is_read_without_a_cookie(client, write):
    text = write("How to send a lamp back")

    client.get(f"/help/en/articles/{text.article_id}/how-to-send-a-lamp-back/", headers=BROWSER)

    assert not client.cookies


@pytest.mark.parametrize(
    "headers",
    [{"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"}, {"user-agent": ""}, BROWSER | {"sec-fetch-site": "cross-site"}],
)  # fmt: skip
def test_programs_and_pages_of_others_have_no_vote(client, write, headers):
    text = write("How to send a lamp back")

    client.post(address(text), {"useful": "no"}, headers=headers)

    assert not Vote.objects.exists()


def test_an_agent_has_no_vote(desk, bo, write):
    text = write("How to send a lamp back")

    assert vote(desk(bo), text, "yes").status_code == 302 and not Vote.objects.exists()


@pytest.mark.parametrize("access", ["agents", "customers"])
def test_what_a_reader_may_not_read_they_may_not_vote_on(client, write, access):
    text = write("What we pay", access=access)

    assert client.get(address(text)).status_code == 404
    assert vote(client, text, "yes").status_code == 404


def test_a_network_has_ten_votes_an_hour_on_a_version(write):
    text = write("How to send a lamp back")
    network = {"REMOTE_ADDR": "9.9.9.9"}

    answers = [vote(Client(**network), text, "no").status_code for _ in range(21)]  # the hour may turn once

    assert 429 in answers and Vote.objects.count() == answers.count(302)


def test_agents_see_counts_and_sentences_and_sort_the_list_by_them(desk, bo, write):
    good, bad = write("How to pay"), write("How to send a lamp back")
    for number in range(3):
        cast_vote(version_of(good), f"reader {number}", is_useful=True)
        cast_vote(version_of(bad), f"reader {number}", is_useful=number == 0, sentence=f"Said {number}")

    listed = desk(bo).get("/desk/help/?sort=useless").content.decode()
    assert "1 of 3" in listed and "3 of 3" in listed
    assert listed.index("How to send a lamp back") < listed.index("How to pay")
    page = desk(bo).get(f"/desk/help/{bad.article_id}/en/").content.decode()
    assert "Useful to 1 of 3 who said so of this version." in page and "Said 2" in page
    assert "Useful to 1 of 3" in desk(bo).get(f"/desk/help/{bad.article_id}/en/versions/").content.decode()


@given(st.integers(10_000, 10**15), st.sampled_from(["{}", "+{}", "order {} please", "({})"]))
def test_no_long_number_is_stored(number, said):
    assert str(number) not in without_persons(said.format(number))


def test_addresses_are_taken_out_of_a_sentence_and_small_numbers_stay():
    said = without_persons("Write to mina@shopper.example, +33 6 12 34 56 78, within 14 days, order 104233.")

    assert said == "Write to –, –, within 14 days, order –."


def test_sentences_go_after_a_year_and_votes_stay(write):
    version = version_of(write("How to pay"))
    cast_vote(version, "reader", is_useful=False, sentence="No label")

    assert forget_sentences(timezone.now()) == 0
    assert forget_sentences(timezone.now() + SENTENCES_KEPT) == 1
    assert vote_of(version, "reader").sentence == ""


def test_a_sentence_of_a_megabyte_is_cut_before_it_is_looked_through():
    """Each letter of it would be the beginning of an address that goes on to the end: hours, for one who sends it."""
    assert without_persons("a" * 1_000_000) == ""
    assert without_persons("a " * 500_000) == ("a " * 300)
    said = without_persons(f"{'12345 ' * 199}mina@shopper.example {'a' * 1_000_000}")
    assert "mina" not in said
