"""The search finds what says the same in other words, where the shop wants it, and only what may be read."""

import pytest

from shopbell.helpcenter.article import Access
from shopbell.search.help.document import Document
from shopbell.search.help.find import find
from shopbell.search.help.in_vain import found_nothing
from shopbell.search.help.sources import Reader
from shopbell.search.meaning import encoder, vectors
from shopbell.search.meaning.nearest import MOST
from shopbell.search.meaning.setting import Meaning
from shopbell.search.tasks import catch_up_help

from .conftest import MadeUp

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R45")]
QUESTION = "whereabouts of a package"


@pytest.fixture
def lost(write):
    return write("Lost parcel", "<p>Lost parcel.</p>")


def test_other_words_find_nothing_until_the_shop_wants_it(titles, lost, made_up, in_step):
    in_step()
    assert titles(QUESTION) == [] and not Document.objects.exclude(vector=None).exists()

    Meaning.objects.create(pk=1, is_on=True)
    in_step()
    assert titles(QUESTION) == ["Lost parcel"]


def test_only_the_job_makes_vectors(titles, lost, meaning):
    titles(QUESTION)
    assert Document.objects.get(kind="article").vector is None

    catch_up_help(0)
    assert Document.objects.get(kind="article").vector and titles(QUESTION) == ["Lost parcel"]


def test_what_is_about_something_else_is_searched_in_vain(client, lost, meaning, in_step):
    in_step()
    for text in ("shade", QUESTION):
        client.get("/help/en/search/", {"q": text}, headers={"user-agent": "Mozilla/5.0 Firefox/140.0"})

    assert [row.words for row in found_nothing()] == ["shade"]


def test_a_likeness_that_is_not_enough_alone_is_enough_beside_what_words_found(
    titles, write, meaning, in_step
):
    write("Lost parcel", "<p>Lost parcel.</p>")
    write("Wrapping", "<p>Nothing of this.</p>")
    in_step()
    ask = "shade shade shade package"  # a likeness of about 0.22 to the lost parcel

    assert titles(ask) == []
    assert titles(f"{ask} wrapping") == ["Wrapping", "Lost parcel"]


def test_nobody_finds_by_meaning_what_they_may_not_read(titles, write, meaning, in_step, ada, mina):
    write("Lost parcel", access=Access.CUSTOMERS)
    write("Lost parcel of colleagues", access=Access.AGENTS)
    in_step()

    assert titles(QUESTION) == []
    assert titles(QUESTION, reader=Reader(customer=mina)) == ["Lost parcel"]
    assert set(titles(QUESTION, reader=Reader(agent=ada))) == {"Lost parcel", "Lost parcel of colleagues"}


def test_what_may_not_be_read_takes_no_place(titles, write, meaning, in_step):
    for number in range(MOST + 2):
        write(f"Lost parcel {number}", "<p>Lost parcel.</p>", access=Access.AGENTS)
    write("A parcel", "<p>A parcel with another colour.</p>")
    in_step()

    assert titles(QUESTION) == ["A parcel"]


def test_what_was_closed_a_moment_ago_is_not_found(titles, lost, meaning, in_step):
    in_step()
    assert titles(QUESTION) == ["Lost parcel"]

    lost.article.access = Access.AGENTS
    lost.article.save()

    assert titles(QUESTION) == []
    in_step()
    assert titles(QUESTION) == []


def test_a_changed_article_is_found_by_what_it_says_now(titles, write, lost, meaning, in_step):
    in_step()
    write("Which shade", "<p>Which shade.</p>", article=lost.article)
    in_step()

    assert titles(QUESTION) == [] and titles("colour") == ["Which shade"]


def test_a_language_that_was_not_chosen_goes_by_words(titles, write, meaning, in_step):
    write("Verlorenes Paket", language="de")
    in_step()
    assert titles("sendung", language="de", kinds=["article"]) == []

    Meaning.objects.update(languages=["en", "de"])
    in_step()
    assert titles("sendung", language="de", kinds=["article"]) == ["Verlorenes Paket"]


def test_what_is_being_typed_is_suggested_by_words_alone(client, lost, meaning, in_step):
    in_step()

    assert client.get("/help/en/suggestions/", {"q": QUESTION}).json()["hits"] == []
    assert client.get("/help/en/suggestions/", {"q": "lost"}).json()["hits"][0]["title"] == "Lost parcel"


def test_both_ranks_together_bring_forward_what_both_say(titles, write, meaning, in_step):
    write("A package", "<p>Package, package and package of any colour.</p>")
    write("Whereabouts", "<p>Lost: whereabouts of a package.</p>")
    in_step()

    assert titles(QUESTION, kinds=["article"])[0] == "Whereabouts"


def test_an_encoder_of_another_version_makes_all_vectors_anew(titles, lost, meaning, in_step, monkeypatch):
    in_step()
    monkeypatch.setattr(encoder, "encoder_name", lambda: "made up 2")
    assert titles(QUESTION) == []  # what another one made is not compared with

    assert in_step() == 1 and vectors.VectorState.current().encoder == "made up 2"
    assert titles(QUESTION) == ["Lost parcel"]


def test_without_the_package_the_search_goes_by_words(titles, lost, meaning, in_step, monkeypatch):
    in_step()
    monkeypatch.setattr(encoder, "encoder_name", lambda: "")

    assert titles(QUESTION) == [] and titles("parcel", kinds=["article"]) == ["Lost parcel"]
    assert vectors.catch_up() == 0


def test_a_document_whose_text_is_gone_stops_nothing(titles, lost, meaning, in_step, write):
    in_step()
    Document.objects.create(
        kind="article", object_id=lost.article_id + 1_000_000, language="en", title="Gone", words=""
    )
    write("Which shade", "<p>Which shade.</p>")

    assert in_step() == 2
    assert titles("colour") == ["Which shade"]
    assert in_step() == 0


def test_a_question_without_words_finds_nothing(meaning, lost, in_step):
    in_step()
    for text in ("", " ", "…!?"):
        assert find(text, language="en", reader=Reader()).count == 0


def test_each_text_is_measured_by_its_title_and_by_all_of_it(lost, meaning, in_step):
    in_step()
    title, whole = MadeUp().encode(["Lost parcel", "Lost parcel. Send something back. Lost parcel."])

    kept = bytes(Document.objects.get(kind="article").vector)
    assert kept == ((title + whole) / 2).astype(vectors.NUMBERS).tobytes()
