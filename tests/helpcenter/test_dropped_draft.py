"""Words that two people wrote at once, and drafts that were dropped: none is lost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.helpcenter.article_draft import drop_draft, write_draft
from shopbell.helpcenter.dropped_draft import KEPT, DroppedDraft, sweep_dropped

from .test_desk import JSON, send

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R47")]


def words(body, title="How to pay") -> dict[str, str]:
    return {"title": title, "summary": "", "body": f"<p>{body}</p>"}


@pytest.fixture
def at_once(desk, ada, bo, write):
    """Ada has kept a draft while bo was typing; the address of it, and what bo typed."""
    article = write("How to pay").article
    write_draft(article, "en", words("By cash at the door"), by=ada)
    return article, desk(bo), f"/desk/help/{article.pk}/en/", words("By card at the door") | {"seen": 0}


def test_a_refused_save_shows_both_texts_with_what_differs(at_once):
    article, browser, address, typed = at_once

    page = send(browser, address, 422, **typed).content.decode()
    assert '<ins title="Yours">card </ins>' in page and '<del title="Theirs">cash </del>' in page
    assert "By cash at the door" in page and "By card at the door" in page and 'name="seen" value="1"' in page
    told = send(browser, address, 422, JSON, **typed).content.decode()
    assert told.startswith("Ada Moreau has changed") and "see both texts" in told


def test_who_saves_theirs_after_all_lays_the_other_aside_and_brings_it_back(at_once, ada, bo):
    article, browser, address, typed = at_once
    send(browser, address, **typed | {"seen": 1})
    aside = DroppedDraft.objects.get()
    assert (aside.body, aside.author, aside.dropped_by) == ("<p>By cash at the door</p>", ada, bo)

    assert "Laid aside" in browser.get(address).content.decode()
    send(browser, f"{address}dropped/{aside.pk}/", 409, seen=1)
    send(browser, f"{address}dropped/{aside.pk}/", seen=2)
    assert article.drafts.get().body == "<p>By cash at the door</p>"
    assert DroppedDraft.objects.get().body == "<p>By card at the door</p>"


def test_who_leaves_the_other_s_words_keeps_their_own_aside(at_once, bo):
    article, browser, address, typed = at_once
    send(browser, address, **typed | {"then": "aside"})

    assert article.drafts.get().body == "<p>By cash at the door</p>"
    assert (DroppedDraft.objects.get().body, DroppedDraft.objects.get().author) == (typed["body"], bo)


def test_a_dropped_draft_comes_back_within_a_month_and_no_longer(desk, bo, write):
    article, browser = write("How to pay").article, desk(bo)
    address = f"/desk/help/{article.pk}/en/"
    drop_draft(write_draft(article, "en", words("Mine"), by=bo), by=bo)
    now = timezone.now()
    assert sweep_dropped(now + KEPT - timedelta(minutes=1)) == 0
    send(browser, f"{address}dropped/{DroppedDraft.objects.get().pk}/", seen=0)
    assert article.drafts.get().body == "<p>Mine</p>" and not DroppedDraft.objects.exists()

    drop_draft(article.drafts.get(), by=bo)
    assert sweep_dropped(now + KEPT + timedelta(hours=1)) == 1


def test_who_goes_on_writing_their_own_draft_lays_nothing_aside(bo, write):
    article = write("How to pay").article
    draft = write_draft(article, "en", words("One"), by=bo)
    write_draft(article, "en", words("Two"), by=bo, seen=draft.revision)

    assert not DroppedDraft.objects.exists()
