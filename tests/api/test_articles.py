"""The help centre written by programs: as in the editor, and by nobody who may not there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.api.scope import Scope
from shopbell.core.models import SettingChange
from shopbell.helpcenter.guides.publishing import publish_guide
from shopbell.helpcenter.guides.tree import Kind, Step, Tree
from shopbell.helpcenter.models import Article, Ask, Guide, Redirect, StaleFlag
from shopbell.tickets.reason import ContactReason
from tests.helpcenter.conftest import centre, sending_back, write  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R21")]
NEW = {
    "title": "Send it back",
    "summary": "In its box.",
    "text": "1. Pack it.\n2. Post it.\n\n<script>alert(1)</script>",
    "format": "markdown",
    "category": "returns",
}
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
    mine = {"title": "Mine", "text": "<p>A</p>", "seen": 2}

    assert pen.send("PUT", way, mine, Idempotency_Key="w").json()["languages"][0]["revision"] == 3
    assert pen.send("PUT", way, mine, Idempotency_Key="w").status_code == 200
    late = pen.send("PUT", way, {"title": "Theirs", "seen": 2})
    assert late.status_code == 409 and late.json()["error"]["code"] == "conflict"
    assert pen.post(f"{way}/publication", {"seen": 2}).status_code == 409
    assert pen.get(f"/articles/{begun}").json()["title"] == "Mine"


def test_an_agent_who_may_not_publish_does_not_by_a_program_either(program, pen, begun, bo, ada):
    mate = program(*ALL, agent=bo)
    way = f"/articles/{begun}/texts/en"

    written = mate.send("PUT", way, {"title": "By Bo", "text": "<p>A</p>", "seen": 2})
    assert written.status_code == 200 and Article.objects.get().drafts.get().author == bo
    for method, address, body in (
        ("POST", f"{way}/publication", {}),
        ("POST", f"{way}/publication", {"at": "2040-01-01T08:00:00Z"}),
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

    assert pen.post(f"{way}/publication", {"at": "2020-01-01T00:00:00Z"}).status_code == 422
    timed = pen.post(f"{way}/publication", {"at": soon}).json()["languages"][0]
    assert timed["states"] == ["scheduled"]
    assert pen.get("/articles?state=scheduled").json()["data"][0]["id"] == begun

    pen.post(f"{way}/publication", {})
    back = pen.send("DELETE", f"{way}/publication").json()["languages"][0]
    assert back["states"] == ["draft"] and back["number"] is None
    assert pen.send("DELETE", f"{way}/publication").status_code == 200
    assert pen.send("DELETE", f"{way}/draft").json()["languages"][0]["states"] == ["missing"]


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
        pen.send("PUT", way, {"title": f"Besser {follows}", "text": "<p>Gut</p>", "follows": follows})
        told = pen.post(f"{way}/publication", {}).json()["languages"]
        assert next(each["states"] for each in told if each["language"] == "de") == states
    assert pen.send("PUT", f"/articles/{article.pk}/texts/fr", {"title": "Dit"}).status_code == 404


def test_what_is_said_of_an_article_is_changed_and_what_is_left_out_stays(pen, begun, ada):
    reason = ContactReason.objects.create(stage="after", name="Send back")
    gone = ContactReason.objects.create(stage="after", name="Old", is_active=False)
    way = f"/articles/{begun}"

    said = {"owner_id": ada.pk, "review_on": "2040-01-01", "reason_ids": [reason.pk], "access": "customers"}
    assert pen.send("PATCH", way, said).json()["access"] == "customers"
    pen.send("PATCH", way, {"review_on": None})
    told = pen.get(way).json()
    assert (told["owner_id"], told["review_on"], told["access"]) == (ada.pk, None, "customers")
    assert [each["id"] for each in told["reasons"]] == [reason.pk]
    for wrong in ({"category": "none"}, {"owner_id": 10**9}, {"reason_ids": [gone.pk]}, {"colour": "red"}):
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


def test_an_old_address_leads_to_an_article_and_the_settings_history_tells_of_it(
    pen, program, root, begun, client
):
    pen.post(f"/articles/{begun}/texts/en/publication", {})
    admin = program(*ALL, agent=root)
    said = {"address": "https://shop.example/help/hc/115", "article_id": begun}

    made = admin.post("/help-redirects", said).json()
    assert made["address"] == "hc/115" and admin.post("/help-redirects", said).json() == made
    assert [each["id"] for each in pen.get("/help-redirects").json()["data"]] == [made["id"]]
    assert f"/articles/{begun}/" in client.get("/help/hc/115")["Location"]
    assert [(each.did, each.agent) for each in SettingChange.objects.filter(model="helpcenter.redirect")] == [
        ("made", root)
    ]
    assert admin.send("DELETE", f"/help-redirects/{made['id']}").status_code == 200
    assert not Redirect.objects.exists() and SettingChange.objects.filter(did="deleted").count() == 1
    for wrong in (
        {"address": "/help/"},
        {"article_id": 0},
        {"address": "a" * 301},
        {"address": "hc/1?x=1"},
        {"address": "/desk/"},
    ):
        assert admin.post("/help-redirects", said | wrong).status_code == 422, wrong


def test_categories_and_guides_are_read(pen, sending_back, ada):  # noqa: F811
    tree = Tree(
        title={"en": "Lamp"}, steps=[Step(id=1, kind=Kind.CONTACT, title={"en": "Write"}, text={"en": "To us."})], last_id=1
    )  # fmt: skip
    guide = Guide.objects.create(
        slug="lamp", category=sending_back, language="en", changed_at=timezone.now(), draft=tree.model_dump(mode="json")
    )  # fmt: skip
    assert pen.get("/guides?published=true").json()["data"] == []
    publish_guide(guide, by=ada, seen=1)

    (category,) = pen.get("/help-categories").json()
    assert category["names"] == {"en": "Send something back", "de": "Etwas zurückschicken"}
    (row,) = pen.get("/guides?published=true&category=returns").json()["data"]
    assert (row["titles"], row["number"], row["is_changed"]) == ({"en": "Lamp"}, 1, False)
    assert pen.get(f"/guides/{guide.pk}").json()["published"]["steps"][0]["kind"] == "contact"


LAMP = {
    "title": {"en": "Lamp"},
    "steps": [
        {"id": 1, "title": {"en": "Is it dark?"}, "choices": [{"id": 2, "words": {"en": "Yes"}, "to": 3}]},
        {"id": 3, "kind": "contact", "title": {"en": "Write"}, "text": {"en": "To us."}},
    ],
}


def test_a_program_writes_a_guide_whole_and_publishes_it_without_faults(pen):
    new = {"title": "Lamp", "category": "returns"}
    made = pen.post("/guides", new, Idempotency_Key="g")
    assert made.status_code == 201 and pen.post("/guides", new, Idempotency_Key="g").status_code == 200
    way = f"/guides/{made.json()['id']}"
    assert made.json()["faults"] and pen.post(f"{way}/publication", {"seen": 1}).status_code == 422

    written = pen.send("PUT", way, LAMP | {"seen": 1}, Idempotency_Key="w").json()
    assert written["faults"] == [] and written["revision"] == 2
    assert pen.send("PUT", way, LAMP | {"seen": 1}, Idempotency_Key="w").json() == written
    assert pen.send("PUT", way, LAMP | {"seen": 1}).status_code == 409
    assert pen.send("PUT", way, LAMP | {"seen": 2}).json() == written
    assert pen.post(f"{way}/publication", {"seen": 2}).json()["number"] == 1
    tree = pen.get(way).json()["published"]
    assert [each["id"] for each in tree["steps"]] == [1, 3] and tree["steps"][0]["choices"][0]["to"] == 3
    for _twice in range(2):
        assert pen.send("DELETE", f"{way}/publication").json()["number"] is None


def test_what_is_no_tree_of_a_guide_is_refused_and_numbers_are_never_given_again(pen):
    way = f"/guides/{pen.post('/guides', {'title': 'Lamp', 'category': 'returns'}).json()['id']}"
    pen.send("PUT", way, LAMP | {"seen": 1})
    first, last = LAMP["steps"]
    wrong = (
        [first],  # its choice leads nowhere
        [first, last, last],
        [first, last | {"id": 2}],
        [first | {"kind": "riddle"}, last],
        [first | {"text": {"en": "x" * 5_001}}, last],
        [{"id": number} for number in range(10, 111)],
    )
    for steps in wrong:
        assert pen.send("PUT", way, LAMP | {"steps": steps, "seen": 2}).status_code == 422, steps
    assert pen.send("PUT", way, LAMP | {"title": {"de": "Lampe"}, "seen": 2}).status_code == 422

    pen.send("PUT", way, LAMP | {"steps": [first | {"choices": []}], "seen": 2})
    assert pen.send("PUT", way, LAMP | {"seen": 3}).status_code == 422  # 2 and 3 were others' once
    again = [first | {"choices": [{"id": 4, "to": 5}]}, last | {"id": 5}]
    assert pen.send("PUT", way, LAMP | {"steps": again, "seen": 3}).status_code == 200


def test_who_may_not_publish_publishes_no_guide(program, pen, bo):
    way = f"/guides/{pen.post('/guides', {'title': 'Lamp', 'category': 'returns'}).json()['id']}"
    mate = program(*ALL, agent=bo)

    assert mate.send("PUT", way, LAMP | {"seen": 1}).status_code == 200
    assert mate.post(f"{way}/publication", {"seen": 2}).status_code == 403
    assert Guide.objects.get().author == bo and Guide.objects.get().shown is None
