"""What a program does with a draft: as in the editor, and by nobody who may not there."""

import pytest

from shopbell.api.scope import Scope
from shopbell.helpcenter.article_draft import ask_for_review, write_draft
from shopbell.helpcenter.models import Ask
from shopbell.notifications.panel import things_of
from tests.helpcenter.conftest import centre, sending_back, write  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R45", "R48")]
ALL = [Scope.ARTICLES_READ, Scope.ARTICLES_WRITE, Scope.ARTICLES_PUBLISH]
WORDS = {"title": "How to pay", "summary": "", "body": "<p>New</p>"}


@pytest.fixture
def asked(write, ada, bo):  # noqa: F811
    """A draft of Bo's that Ada is asked to look over."""
    draft = write_draft(write("How to pay").article, "en", WORDS, by=bo)
    ask_for_review(draft, ada, by=bo)
    return draft


@pytest.fixture
def way(asked):
    return f"/articles/{asked.article_id}/texts/en"


def test_a_program_sends_a_draft_back_with_a_note_once(program, asked, way, ada, bo):
    lead, said = program(*ALL, agent=ada), {"note": "Name the card.", "seen": asked.revision}

    for _ in range(2):
        answer = lead.post(f"{way}/sent-back", said, Idempotency_Key="b")
        assert answer.json()["languages"][0]["states"] == ["draft", "published"]

    draft = lead.get(f"/articles/{asked.article_id}").json()["texts"][0]["draft"]
    assert (draft["reviewer_id"], draft["sent_back"]["note"], draft["sent_back"]["by_id"]) == (
        None, "Name the card.", ada.pk,
    )  # fmt: skip
    assert things_of(bo)[0][0].lines[0].words == f"{ada} sends it back: Name the card."
    assert Ask.objects.filter(note="Name the card.").count() == 1


def test_who_may_not_publish_or_saw_an_older_draft_sends_nothing_back(program, asked, way, ada, bo):
    said = {"note": "Name the card.", "seen": asked.revision}

    assert program(*ALL, agent=bo).post(f"{way}/sent-back", said).status_code == 403
    assert program(Scope.ARTICLES_WRITE, agent=ada).post(f"{way}/sent-back", said).status_code == 403
    lead = program(*ALL, agent=ada)
    assert lead.post(f"{way}/sent-back", said | {"seen": asked.revision + 1}).status_code == 409
    assert lead.post(f"{way}/sent-back", said | {"note": " "}).status_code == 422
    assert asked.article.drafts.get().reviewer == ada


def test_a_value_that_no_policy_has_is_not_published_by_a_program_either(program, asked, way, ada):
    lead = program(*ALL, agent=ada)
    text = 'For <var data-from="shipping.fee"></var>.'
    lead.send("PUT", way, {"title": "T", "summary": "", "text": text, "seen": asked.revision})

    for moment in ({}, {"at": "2099-01-01T08:00:00Z"}):
        answer = lead.post(f"{way}/publication", {"seen": asked.revision + 1} | moment)
        assert answer.status_code == 422 and "shipping fee" in answer.content.decode()
