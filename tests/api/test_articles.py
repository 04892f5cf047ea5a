"""The help centre written by programs: as in the editor, and by nobody who may not there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.api.scope import Scope
from shopbell.helpcenter.models import Article, Ask, StaleFlag
from shopbell.tickets.reason import ContactReason
from tests.helpcenter.conftest import centre, sending_back, write  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R45")]
NEW = {
    "title": "Send it back",
    "summary": "In its box.",
    "text": "1. Pack it.\n2. Post it.\n\n<script>alert(1)</script>",
    "format": "markdown",
    "category": "returns",
}
NEW_TEXT = {"title": "Pack it", "summary": "", "text": "<p>Well.</p>"}
ALL = [Scope.ARTICLES_READ, Scope.ARTICLES_WRITE, Scope.ARTICLES_PUBLISH]


@pytest.fixture
def pen(program, sending_back):  # noqa: F811
    """A service that writes and publishes."""
    return program(*ALL, name="Texts")


@pytest.fixture
def begun(pen):
    return pen.post("/articles", NEW).json()["id"]


def test_a_program_begins_an_article_once_per_key_and_publishes_it(pen, client):
    first = pen.post("/articles", NEW, Idempotency_Key="k")
    again = pen.post("/articles", NEW, Idempotency_Key="k")
    assert (first.status_code, again.status_code) == (201, 200) and Article.objects.count() == 1
    told = first.json()
    assert told["languages"][0] == {"language": "en", "states": ["draft"], "number": None, "revision": 2}

    way = f"/articles/{told['id']}/texts/en"
    out = pen.post(f"{way}/publication", {"seen": 2}, Idempotency_Key="p")
    assert out.json()["languages"][0] == {
        "language": "en", "states": ["published"], "number": 1, "revision": None,
    }  # fmt: skip
    assert pen.post(f"{way}/publication", {"seen": 2}, Idempotency_Key="p").status_code == 200
    page = client.get(f"/help/en/articles/{told['id']}/send-it-back/").content.decode()
    assert "Pack it." in page and "alert(1)" not in page


def test_a_text_comes_back_in_the_format_that_is_asked_for_with_its_products(pen, boots):
    shown = '<figure data-product="built_in/boots">Trail boots</figure>'
    source = boots.source
    body = (
        f"<h2>Wear</h2><p>Well.</p>{shown.replace('built_in', source)}<img src='https://spy.example/x.png'>"
    )
    made = pen.post("/articles", NEW | {"text": body, "format": "html"}).json()

    html = pen.get(f"/articles/{made['id']}").json()["texts"][0]["draft"]
    markdown = pen.get(f"/articles/{made['id']}?format=markdown").json()["texts"][0]["draft"]

    assert html["text"].startswith("<h2>Wear</h2>") and "spy.example" not in html["text"]
    assert markdown["text"].startswith("## Wear\n\nWell.")
    assert html["products"] == [{"key": f"{source}/boots", "id": boots.pk, "name": "Trail boots"}]


def test_who_saw_an_older_draft_does_not_write_over_a_colleague(pen, begun):
    way = f"/articles/{begun}/texts/en"
    mine = {"title": "Mine", "summary": "", "text": "<p>A</p>", "seen": 2}

    assert pen.send("PUT", way, mine, Idempotency_Key="w").json()["languages"][0]["revision"] == 3
    assert pen.send("PUT", way, mine, Idempotency_Key="w").status_code == 200
    late = pen.send("PUT", way, mine | {"title": "Theirs"})
    assert late.status_code == 409 and late.json()["error"]["code"] == "conflict"
    assert pen.post(f"{way}/publication", {"seen": 2}).status_code == 409
    assert pen.get(f"/articles/{begun}").json()["title"] == "Mine"


def test_an_agent_who_may_not_publish_does_not_by_a_program_either(program, pen, begun, bo, ada):
    mate = program(*ALL, agent=bo)
    way = f"/articles/{begun}/texts/en"

    written = mate.send("PUT", way, {"title": "By Bo", "summary": "", "text": "<p>A</p>", "seen": 2})
    assert written.status_code == 200 and Article.objects.get().drafts.get().author == bo
    for method, address, body in (
        ("POST", f"{way}/publication", {"seen": 3}),
        ("POST", f"{way}/publication", {"at": "2040-01-01T08:00:00Z", "seen": 3}),
        ("PATCH", f"/articles/{begun}", {"access": "agents"}),
        ("POST", "/help-redirects", {"address": "faq", "article_id": begun}),
    ):
        assert mate.send(method, address, body).status_code == 403, address
    assert mate.post(f"{way}/review", {"agent_id": bo.pk}).status_code == 422
    asked = mate.post(f"{way}/review", {"agent_id": ada.pk})
    assert asked.json()["languages"][0]["states"] == ["review"] and Ask.objects.get().by == bo

    lead = program(*ALL, agent=ada)
    assert lead.post(f"{way}/publication", {"seen": 3}).status_code == 200
    assert mate.send("DELETE", f"{way}/publication").status_code == 403
    assert lead.post("/help-redirects", {"address": "faq", "article_id": begun}).status_code == 403


def test_a_token_that_writes_and_does_not_read_hears_no_word_of_the_articles(program, write):  # noqa: F811
    article = write("Secret title", "<p>Secret text</p>").article
    writer = program(Scope.ARTICLES_WRITE)

    answer = writer.send("PATCH", f"/articles/{article.pk}", {"review_on": "2040-01-01"})

    assert answer.status_code == 200 and "Secret" not in answer.content.decode()
    assert writer.get(f"/articles/{article.pk}").status_code == 403


def test_a_moment_publishes_by_itself_and_taking_back_makes_it_a_draft(pen, begun):
    way = f"/articles/{begun}/texts/en"
    soon = (timezone.now() + timedelta(hours=1)).isoformat()

    assert pen.post(f"{way}/publication", {"at": "2020-01-01T00:00:00Z", "seen": 2}).status_code == 422
    timed = pen.post(f"{way}/publication", {"at": soon, "seen": 2}).json()["languages"][0]
    assert timed["states"] == ["scheduled"]
    assert pen.get("/articles?state=scheduled").json()["data"][0]["id"] == begun

    pen.post(f"{way}/publication", {"seen": 2})
    back = pen.send("DELETE", f"{way}/publication").json()["languages"][0]
    assert back["states"] == ["draft"] and back["number"] is None
    assert pen.send("DELETE", f"{way}/publication").status_code == 200
    for unseen in ("", "?seen=0"):
        assert pen.send("DELETE", f"{way}/draft{unseen}").status_code == 422, unseen
    assert pen.send("DELETE", f"{way}/draft?seen=2").status_code == 409
    assert pen.send("DELETE", f"{way}/draft?seen=1").json()["languages"][0]["states"] == ["missing"]


def test_what_was_published_before_is_read_and_brought_back(pen, write):  # noqa: F811
    article = write("First", "<p>Old words</p>").article
    write("Second", "<p>New words</p>", article=article)
    way = f"/articles/{article.pk}/texts/en/versions"

    assert [each["title"] for each in pen.get(way).json()["data"]] == ["Second", "First"]
    assert pen.get(f"{way}/1?format=markdown").json()["text"] == "Old words\n"
    assert pen.get(f"{way}/9").status_code == 404
    assert pen.post(f"{way}/1/restoration", {"seen": 0}).status_code == 200
    told = pen.get(f"/articles/{article.pk}").json()["texts"][0]
    assert (told["draft"]["title"], told["published"]["title"]) == ("First", "Second")


def test_articles_are_listed_by_state_language_category_and_doubt(pen, write):  # noqa: F811
    told = write("Told twice").article
    write("Doppelt gesagt", language="de", article=told)
    write("Told twice, better", article=told)
    alone = write("Alone").article
    StaleFlag.objects.create(
        article=alone, language="en", kind="picture", about="x", what={"name": "box", "year": 2020}
    )

    def ids(query):
        return [each["id"] for each in pen.get(f"/articles?{query}").json()["data"]]

    assert ids("") == [alone.pk, told.pk]
    assert ids("state=behind") == ids("state=behind&language=de") == ids("language=de") == [told.pk]
    assert ids("state=behind&language=en") == []
    assert ids("state=missing&language=de") == [alone.pk]
    assert ids("stale=true") == [alone.pk] and ids("stale=false") == [told.pk]
    assert ids("category=returns&state=published&limit=1") == [alone.pk] and ids("category=none") == []
    assert pen.get("/articles?state=sunny").status_code == 422
    doubt = pen.get("/articles?stale=true").json()["data"][0]["doubts"][0]
    assert doubt["kind"] == "picture" and doubt["sentence"] == "The picture box is of 2020."


def test_a_translation_that_says_the_same_again_is_behind_no_more(pen, write):  # noqa: F811
    article = write("Told").article
    write("Gesagt", language="de", article=article)
    write("Told better", article=article)
    way = f"/articles/{article.pk}/texts/de"

    for follows, states in ((False, ["behind", "published"]), (True, ["published"])):
        said = {"title": f"Besser {follows}", "summary": "", "text": "<p>Gut</p>", "follows": follows}
        pen.send("PUT", way, said)
        told = pen.post(f"{way}/publication", {"seen": 1}).json()["languages"]
        assert next(each["states"] for each in told if each["language"] == "de") == states
    assert pen.send("PUT", f"/articles/{article.pk}/texts/fr", NEW_TEXT).status_code == 404


def test_what_is_said_of_an_article_is_changed_and_what_is_left_out_stays(pen, begun, ada):
    reason = ContactReason.objects.create(stage="after", name="Send back")
    gone = ContactReason.objects.create(stage="after", name="Old", is_active=False)
    way = f"/articles/{begun}"

    said = {"owner_id": ada.pk, "review_on": "2040-01-01", "reason_ids": [reason.pk], "access": "customers"}
    said["policies"] = ["withdraw-return"]
    assert pen.send("PATCH", way, said).json()["access"] == "customers"
    pen.send("PATCH", way, {"review_on": None})
    told = pen.get(way).json()
    assert (told["owner_id"], told["review_on"], told["access"]) == (ada.pk, None, "customers")
    assert [each["id"] for each in told["reasons"]] == [reason.pk] and told["policies"] == ["withdraw-return"]
    for wrong in (
        {"category": "none"}, {"category": ""}, {"category": None}, {"access": None}, {"access": ""},
        {"owner_id": 10**9}, {"reason_ids": [gone.pk]}, {"colour": "red"},
        {"policies": None}, {"policies": ["no-such"]},
    ):  # fmt: skip
        assert pen.send("PATCH", way, wrong).status_code == 422, wrong


def test_what_is_wrong_is_told_and_nothing_begun(pen):
    for wrong in (
        {"title": " "},
        {"category": "none"},
        {"language": "xx"},
        {"format": "rtf"},
        {"reason_ids": [10**9]},
    ):
        assert pen.post("/articles", NEW | wrong).status_code == 422, wrong
    assert not Article.objects.exists()


@pytest.mark.parametrize("left_out", ["title", "summary", "text"])
def test_what_is_left_out_of_a_draft_is_refused_and_empties_nothing(pen, begun, left_out):
    said = {name: words for name, words in NEW_TEXT.items() if name != left_out} | {"seen": 2}

    assert pen.send("PUT", f"/articles/{begun}/texts/en", said).status_code == 422
    draft = Article.objects.get().drafts.get()
    assert (draft.revision, draft.summary) == (2, NEW["summary"]) and "Pack it" in draft.body


def test_nothing_is_published_or_dropped_that_was_not_seen(pen, begun):
    way = f"/articles/{begun}/texts/en"

    for unseen in ({}, {"seen": 0}):
        assert pen.post(f"{way}/publication", unseen).status_code == 422, unseen
    assert pen.post(f"{way}/publication", {"seen": 1}).status_code == 409


def test_what_a_program_writes_over_another_program_s_draft_is_laid_aside(program, pen, begun):
    other = program(*ALL, name="Other texts")

    assert other.send("PUT", f"/articles/{begun}/texts/en", NEW_TEXT | {"seen": 2}).status_code == 200
    assert "Pack it." in Article.objects.get().dropped_drafts.get().body


def test_who_reads_articles_reads_the_contact_reasons_that_they_name(program):
    ContactReason.objects.create(stage="after", name="Send back")

    for scope, status in ((Scope.ARTICLES_READ, 200), (Scope.TICKETS_READ, 200), (Scope.ARTICLES_WRITE, 403)):
        assert program(scope).get("/reasons").status_code == status, scope
