"""Several drafts are published at once; what waits is named with its reason."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.core.errors import Forbidden
from shopbell.helpcenter.article import Article
from shopbell.helpcenter.article_draft import write_draft
from shopbell.helpcenter.article_text import ArticleText
from shopbell.helpcenter.publishing_many import publish_drafts
from shopbell.helpcenter.scheduling import schedule

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R48")]
BODIES = {
    "Good": "<p>Yes.</p>",
    "Empty": "",
    "Fee": '<p>For <var data-from="shipping.fee"></var>.</p>',
    "Picture": '<p>See <img src="/help/files/00000000-0000-0000-0000-000000000000/a.png" alt=""></p>',
    "Later": "<p>Then.</p>",
}


@pytest.fixture
def drafts(sending_back, ada):
    made = {}
    for title, body in BODIES.items():
        article = Article.objects.create(category=sending_back, language="en")
        made[title] = write_draft(article, "en", {"title": title, "summary": "", "body": body}, by=ada)
    schedule(made["Later"], timezone.now() + timedelta(days=1), by=ada)
    words = {"title": "Gut", "summary": "", "body": "<p>Ja.</p>"}
    made["Gut"] = write_draft(made["Good"].article, "de", words, by=ada)
    return made


def form(*drafts):
    seen = " ".join(f"{each.pk}:{each.revision}" for each in drafts)
    return {"chosen": [each.article_id for each in drafts], "seen": seen}


def test_those_that_can_are_published_and_the_list_says_why_the_others_wait(desk, ada, drafts):
    lead = desk(ada)
    page = lead.get("/desk/help/").content.decode()
    assert (
        page.count('name="chosen"') == len(BODIES) and f"{drafts['Gut'].pk}:{drafts['Gut'].revision} " in page
    )

    answer = lead.post("/desk/help/publication/?state=draft", form(*drafts.values()), follow=True)

    assert answer.redirect_chain == [("/desk/help/?state=draft", 302)]
    page = answer.content.decode()
    assert {text.title for text in ArticleText.objects.all()} == {"Good", "Gut"}
    assert not ArticleText.objects.get(title="Gut").is_behind(ArticleText.objects.get(title="Good"))
    assert "2 texts are published." in page and "4 drafts wait:" in page
    for why in ("The article is empty", "shipping fee", "will not know what they show", "at its moment"):
        assert why in page, why
    assert "4 drafts wait:" not in lead.get("/desk/help/").content.decode()


def test_what_a_colleague_has_written_since_or_begun_is_not_published_unseen(ada, bo, drafts):
    good, german = drafts["Good"], drafts["Gut"]
    seen = {good.pk: good.revision}
    write_draft(good.article, "en", {"title": "Good", "summary": "", "body": "<p>No.</p>"}, by=bo, seen=1)

    outcome = publish_drafts([good, german], seen, by=ada)

    assert outcome.published == 0 and not ArticleText.objects.exists()
    assert all("changed meanwhile" in each.why for each in outcome.waiting) and len(outcome.waiting) == 2


def test_who_may_not_publish_has_no_boxes_and_publishes_none(desk, bo, drafts):
    mate = desk(bo)

    assert 'name="chosen"' not in mate.get("/desk/help/").content.decode()
    assert mate.post("/desk/help/publication/", form(drafts["Good"])).status_code == 403
    with pytest.raises(Forbidden):
        publish_drafts(drafts.values(), {}, by=bo)
    assert not ArticleText.objects.exists()


def test_who_chooses_nothing_is_told_so(desk, ada, drafts):
    page = desk(ada).post("/desk/help/publication/", {}, follow=True).content.decode()

    assert "Choose articles that have a draft." in page


def test_nonsense_for_what_was_seen_publishes_nothing(desk, ada, drafts):
    good = drafts["Good"]
    said = {"chosen": [good.article_id], "seen": f"{good.pk}:x :: {'9' * 40}:1 1:2:3 \0"}
    page = desk(ada).post("/desk/help/publication/", said, follow=True).content.decode()

    assert "2 drafts wait:" in page and not ArticleText.objects.exists()


def test_a_page_of_more_drafts_than_a_form_has_fields_is_published(desk, ada, drafts, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 4
    good = drafts["Good"]
    said = form(good) | {"seen": " ".join(f"{pk}:1" for pk in range(good.pk + 2_000))}

    assert (
        "2 texts are published."
        in desk(ada).post("/desk/help/publication/", said, follow=True).content.decode()
    )
