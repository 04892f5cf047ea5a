"""Writing, reviewing, publishing and bringing back."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from shopbell.core.errors import Forbidden, Refused
from shopbell.helpcenter.article import Article
from shopbell.helpcenter.article_draft import (
    ArticleDraft,
    ask_for_review,
    drop_draft,
    follow_original,
    write_draft,
)
from shopbell.helpcenter.article_text import ArticleText
from shopbell.helpcenter.body import clean_body
from shopbell.helpcenter.differences import runs
from shopbell.helpcenter.publishing import publish, publish_due, restore, withdraw
from shopbell.helpcenter.scheduling import schedule, unschedule

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R45")]
WORDS = {"title": "How to pay", "summary": "", "body": "<p>By card.</p>"}


def test_who_wrote_without_having_seen_a_colleague_s_words_is_refused_and_loses_none(ada, bo, write):
    article = write("How to pay").article
    write_draft(article, "en", WORDS, by=ada)

    with pytest.raises(Refused, match="Ada Moreau has changed this draft"):
        write_draft(article, "en", WORDS | {"body": "<p>By cash.</p>"}, by=bo)
    assert article.drafts.get().body == "<p>By card.</p>"
    assert write_draft(article, "en", WORDS | {"body": "<p>By cash.</p>"}, by=bo, seen=1).revision == 2


def test_an_agent_writes_and_only_who_may_publish_publishes(ada, bo, write):
    article = write("How to pay").article
    draft = write_draft(article, "en", WORDS, by=bo)

    with pytest.raises(Forbidden):
        publish(draft, by=bo)
    with pytest.raises(Refused, match="Bo Lind may not publish"):
        ask_for_review(draft, bo, by=bo)
    ask_for_review(draft, ada, by=bo)
    assert publish(draft, by=ada).number == 2
    assert not ArticleDraft.objects.exists()


def test_an_empty_article_is_not_published(ada, write):
    article = write("How to pay").article
    draft = write_draft(article, "en", WORDS | {"body": "<p> </p>"}, by=ada)

    with pytest.raises(Refused, match="The article is empty"):
        publish(draft, by=ada)
    assert article.texts.get().number == 1


def test_a_scheduled_draft_is_published_when_it_is_due_and_once(ada, write):
    article = write("How to pay").article
    draft = write_draft(article, "en", WORDS, by=ada)
    at = timezone.now() + timedelta(hours=1)
    schedule(draft, at, by=ada)

    assert publish_due(at - timedelta(seconds=1)) == 0
    assert publish_due(at) == 1 and publish_due(at) == 0
    assert article.texts.get().number == 2 and article.versions.first().author == ada
    with pytest.raises(Refused, match="This moment is over"):
        schedule(draft, timezone.now() - timedelta(hours=1), by=ada)


BESIDE = ("What was scheduled is published as it was. This is a draft beside it now.",)


def test_what_is_changed_after_it_was_scheduled_is_a_draft_beside_it(ada, bo, write):
    article = write("How to pay").article
    draft = write_draft(article, "en", WORDS, by=ada)
    schedule(draft, timezone.now() + timedelta(hours=1), by=ada)

    changed = write_draft(article, "en", WORDS | {"body": "<p>Not at all.</p>"}, by=bo, seen=1)
    again = write_draft(article, "en", WORDS | {"body": "<p>Not here.</p>"}, by=bo, seen=2)

    assert (changed.taken_off, again.taken_off) == (BESIDE, ())
    assert publish_due(timezone.now() + timedelta(hours=2)) == 1
    assert article.texts.get().body == WORDS["body"] and article.versions.first().author == ada
    assert article.drafts.get().body == "<p>Not here.</p>" and article.drafts.get().revision == 3


def test_what_is_taken_off_its_moment_is_not_published(ada, bo, write):
    article = write("How to pay").article
    draft = write_draft(article, "en", WORDS, by=ada)
    schedule(draft, timezone.now() + timedelta(hours=1), by=ada)

    unschedule(draft, by=bo)

    assert publish_due(timezone.now() + timedelta(hours=2)) == 0 and article.drafts.get().body


def test_another_text_in_the_place_of_a_scheduled_one_is_not_published_by_itself(ada, write):
    article = write("How to pay").article
    schedule(write_draft(article, "en", WORDS, by=ada), timezone.now() + timedelta(hours=1), by=ada)

    assert restore(article.versions.get(), by=ada, seen=1).taken_off == BESIDE
    assert publish_due(timezone.now() + timedelta(hours=2)) == 1
    assert article.texts.get().body == WORDS["body"] and article.drafts.get().title == "How to pay"


def test_a_change_says_that_nobody_is_asked_to_look_it_over_any_more(ada, bo, write):
    article = write("How to pay").article
    ask_for_review(write_draft(article, "en", WORDS, by=bo), ada, by=bo)

    changed = write_draft(article, "en", WORDS | {"body": "<p>By card only.</p>"}, by=bo, seen=1)

    assert changed.taken_off == (f"{ada} is no longer asked to look it over: it says something else now.",)


def test_publishing_what_readers_see_already_makes_no_version_and_puts_no_translation_behind(write, shipping):
    value = '<p>For <var data-from="to-germany.fee">{}</var>.</p>'
    text = write("Send it back", value.format(14))
    german = write("Zurückschicken", language="de", article=text.article)

    again = write(
        "Send it back", value.format(30), article=text.article
    )  # the policy has changed, not the article

    assert again.number == 1 and again.published_at == text.published_at
    assert text.article.versions.filter(language="en").count() == 1
    assert not german.is_behind(again) and not ArticleDraft.objects.exists()


def test_what_an_editor_sets_in_another_way_is_no_change_and_other_spaces_in_code_are(write):
    text = write("Lids", "<ol>\n<li>Press <b>it</b> <i>once</i></li>\n</ol>\n<pre>a\n b</pre>")

    again = write(
        "Lids", "<ol><li><p>Press <b>it</b> <i>once</i></p></li></ol><pre>a\n b</pre>", article=text.article
    )
    coded = write(
        "Lids", "<ol><li><p>Press <b>it</b> <i>once</i></p></li></ol><pre>a\n  b</pre>", article=text.article
    )

    assert (again.number, coded.number) == (1, 2)


def test_publishing_the_same_translation_says_that_it_follows_the_text_first_written(ada, write):
    text = write("How to pay")
    german = write("Bezahlen", language="de", article=text.article)
    newer = write("How to pay", "<p>By invoice, too.</p>", article=text.article)
    draft = write_draft(text.article, "de", german.words, by=ada)
    follow_original(draft, by=ada)

    german = publish(draft, by=ada)

    assert german.number == 1 and not german.is_behind(newer)


def test_an_article_without_a_change_has_nothing_to_publish(desk, ada, write):
    text = write("How to pay")
    lead, address = desk(ada), f"/desk/help/{text.article_id}/en/"
    assert re.search(r'value="publish"[^>]* hidden>', lead.get(address).content.decode())

    lead.post(address, text.words | {"seen": 0, "then": "publish"})

    page = lead.get(address).content.decode()
    assert "Nothing has changed: readers see this already." in page and "Version 1" in page


def test_an_older_version_comes_back_as_a_draft_and_every_version_stays(ada, write):
    text = write("How to pay", "<p>One</p>")
    write("How to pay today", "<p>Two</p>", article=text.article)

    draft = restore(text.article.versions.get(number=1), by=ada)
    assert draft.title == "How to pay" and ArticleText.objects.get().title == "How to pay today"
    publish(draft, by=ada)

    assert [each.body for each in text.article.versions.all()] == ["<p>One</p>", "<p>Two</p>", "<p>One</p>"]


def test_what_is_taken_from_the_readers_becomes_a_draft(ada, write, client):
    text = write("How to pay")

    draft = withdraw(text, by=ada)

    assert draft.title == "How to pay" and not ArticleText.objects.exists()
    assert client.get(f"/help/en/articles/{draft.article_id}/").status_code == 404


def test_a_translation_is_behind_once_the_text_first_written_says_more(ada, write):
    text = write("How to pay")
    german = write("Bezahlen", language="de", article=text.article)
    assert not german.is_behind(text)

    newer = write("How to pay", "<p>By invoice, too.</p>", article=text.article)

    assert german.is_behind(newer) and not newer.is_behind(newer)


def test_a_translation_of_a_draft_is_not_behind_once_both_are_published(ada, sending_back):
    article = Article.objects.create(category=sending_back, language="en")
    german = WORDS | {"title": "Bezahlen"}
    early = write_draft(article, "de", german, by=ada)
    first = write_draft(article, "en", WORDS, by=ada)
    late = write_draft(article, "ar", WORDS | {"title": "الدفع"}, by=ada)

    text = publish(first, by=ada)

    assert not publish(late, by=ada).is_behind(text)
    assert publish(early, by=ada).is_behind(text)  # written before the words that it should say


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("<h1>Big</h1>", "<h2>Big</h2>"),
        ('<img src="https://evil.example/p.gif">', ""),
        ('<p onclick="x()">a</p><script>x()</script>', "<p>a</p>"),
        ('<a href="javascript:x()">a</a>', '<a rel="noopener">a</a>'),
        ('<a href="//evil.example/">a</a>', '<a rel="noopener">a</a>'),
        ('<ol class="steps evil"><li>a</li></ol>', '<ol class="steps"><li>a</li></ol>'),
        ('<figure data-video="https://evil.example/v"></figure>', "<figure></figure>"),
        (
            '<figure data-video="https://youtu.be/abc_-123XYZ?si=tell"></figure>',
            '<figure data-video="https://www.youtube.com/watch?v=abc_-123XYZ"></figure>',
        ),
        ('<iframe src="https://www.youtube.com/embed/x"></iframe>', ""),
        ('<p style="position:fixed">a</p>', "<p>a</p>"),
    ],
)
def test_a_body_keeps_what_helps_and_nothing_that_runs_or_tells(sent, kept):
    assert clean_body(sent) == kept


@settings(deadline=None)
@given(st.text(max_size=300))
def test_cleaning_twice_is_cleaning_once(html):
    once = clean_body(html)

    assert clean_body(once) == once


def test_a_lead_who_saw_older_words_schedules_and_drops_nothing(ada, bo, write):
    article = write("How to pay").article
    draft = write_draft(article, "en", WORDS, by=ada)
    write_draft(article, "en", WORDS | {"body": "<p>By cash.</p>"}, by=bo, seen=1)

    with pytest.raises(Refused, match="was changed meanwhile"):
        schedule(draft, timezone.now() + timedelta(hours=1), by=ada, seen=1)
    with pytest.raises(Refused, match="was changed meanwhile"):
        drop_draft(draft, by=ada, seen=1)
    assert article.drafts.get().publish_at is None


def test_two_long_versions_are_compared_at_once():
    was = " ".join(f"word{number % 97}" for number in range(1500))
    now = was.replace("word13", "another")

    found = list(runs(was, now))

    assert "".join(run.text for run in found if run.kind != "-") == now
    assert "".join(run.text for run in found if run.kind != "+") == was


def test_saving_the_same_words_keeps_the_review_and_the_moment(ada, write):
    article = write("How to pay").article
    draft = write_draft(article, "en", WORDS, by=ada)
    schedule(draft, timezone.now() + timedelta(hours=1), by=ada)

    write_draft(article, "en", WORDS, by=ada, seen=1)

    assert article.drafts.get().publish_at
