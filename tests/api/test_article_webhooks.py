"""Webhooks are told what becomes of articles: published, changed, withdrawn, doubted; by job, signed, once for each."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from shopbell.automation.models import Webhook, WebhookCall
from shopbell.automation.webhook_call import CALL, make_call
from shopbell.helpcenter.about import change_about, delete_article
from shopbell.helpcenter.article_draft import write_draft
from shopbell.helpcenter.article_event import ArticleEvent
from shopbell.helpcenter.publishing import publish, withdraw
from shopbell.helpcenter.stale import look_over
from tests.automation.conftest import program  # noqa: F401
from tests.helpcenter.conftest import centre, sending_back, write  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R45")]


@pytest.fixture
def hook(program):  # noqa: F811
    return Webhook.objects.create(
        name="Site", address=program.address, secret="both of us know this", tells=ArticleEvent.values
    )


def told(program) -> list[dict]:  # noqa: F811
    """What came, of all the calls that are due."""
    due = list(WebhookCall.objects.filter(state="waiting").order_by("pk").values_list("pk", flat=True))
    jobs = ProcrastinateJob.objects.filter(task_name=CALL).order_by("-pk")[: len(due)]
    assert sorted(job.args["call_id"] for job in jobs) == due
    for call_id in due:
        make_call(call_id)
    came = [json.loads(body) for _headers, body in program.came]
    program.came.clear()
    return came


def words(body: str = "<p>Pack it.</p>", title: str = "Send it back") -> dict[str, str]:
    return {"title": title, "summary": "", "body": body}


def test_a_program_hears_what_becomes_of_an_article(hook, program, write, ada):  # noqa: F811
    text = write("Send it back")
    article = text.article
    (begun,) = told(program)
    assert (begun["event"], begun["id"], begun["language"]) == ("article.published", article.pk, "en")
    assert begun["article"]["title"] == "Send it back" and "rule" not in begun and "ticket" not in begun

    publish(write_draft(article, "en", words("<p>Box it.</p>"), by=ada), by=ada)
    change_about(article, by=ada, access="customers")
    write_draft(article, "en", words(title="Not out yet"), by=ada)
    withdraw(text, by=ada)

    changed, closed, gone = told(program)
    assert [each["event"] for each in (changed, closed)] == ["article.changed"] * 2
    assert (changed["language"], closed["language"], closed["article"]["access"]) == ("en", "", "customers")
    assert (gone["event"], gone["language"]) == ("article.withdrawn", "en")
    assert "Not out yet" not in json.dumps([changed, closed, gone])

    assert WebhookCall.objects.filter(state="taken").count() == 4


def test_what_is_said_of_an_article_that_nobody_reads_is_told_to_nobody(hook, program, write, ada):  # noqa: F811
    text = write("Send it back")
    withdraw(text, by=ada)
    told(program)

    change_about(text.article, by=ada, access="agents")

    assert told(program) == []


def test_a_doubt_is_told_once_for_each_language(hook, program, write, ada):  # noqa: F811
    article = write("Send it back").article
    article.review_on = timezone.localdate() - timedelta(days=1)
    article.save()
    told(program)

    look_over(timezone.now())
    look_over(timezone.now())

    (doubted,) = told(program)
    assert (doubted["event"], doubted["language"]) == ("article.doubted", "en")
    assert doubted["article"]["doubts"][0]["kind"] == "review"


def test_of_what_is_deleted_before_the_call_its_number_is_told(hook, program, write, ada):  # noqa: F811
    text = write("Send it back")
    article, number = text.article, text.article_id
    withdraw(text, by=ada)
    delete_article(article, by=ada)

    *_others, last = told(program)
    assert (last["event"], last["id"], last["article"]) == ("article.withdrawn", number, None)


@pytest.mark.parametrize("change", [{"tells": ["article.doubted"]}, {"tells": []}, {"is_on": False}])
def test_a_webhook_hears_what_it_asked_for_while_it_is_on(hook, program, write, change):  # noqa: F811
    Webhook.objects.update(**change)

    write("Send it back")

    assert told(program) == [] and not WebhookCall.objects.exists()


def test_what_fails_stands_among_the_last_calls_with_the_way_to_the_article(hook, program, write, desk, root):  # noqa: F811
    program.status = 404
    article = write("Send it back").article
    told(program)

    page = desk(root).get(f"/desk/settings/webhooks/{hook.pk}/").content.decode()

    assert f"/desk/help/{article.pk}/en/" in page and "An article is published in a language" in page
    assert "Given up: It answered 404." in page
