"""Writing an article in a browser, and reading it as a shopper."""

import re

import pytest
from playwright.sync_api import expect

from shopbell.helpcenter.article import Article
from shopbell.helpcenter.article_draft import write_draft
from shopbell.helpcenter.article_text import ArticleText
from shopbell.helpcenter.category import Category
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.publishing import publish

from .axe import assert_accessible
from .walking import box, open_ticket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.requirement("R45", "R47")]


@pytest.fixture
def returns_category(db):
    HelpCentre.objects.create(pk=1, languages=["en", "de"])
    category = Category.objects.create(slug="returns")
    category.names.create(language="en", name="Send something back")
    return category


def test_a_lead_writes_steps_publishes_and_a_shopper_reads_them(screen, ada, returns_category, browser):
    page = screen(ada)
    page.goto("/desk/help/new/")
    page.get_by_label("Title").fill("How to send a lamp back")
    page.get_by_role("button", name="Begin the article").click()
    editor = page.locator(".ProseMirror")  # by its name it is the text box until the editor has come
    editor.click()
    page.get_by_role("button", name="Steps").click()
    expect(editor).to_be_focused()
    page.keyboard.type("Put it into its box")
    page.keyboard.press("Enter")
    page.keyboard.type("Bring it to the post")
    expect(page.locator("[data-article-state]")).to_have_text("Saved.", timeout=15_000)
    assert_accessible(page)
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("Published", exact=True).first).to_be_visible()

    text = ArticleText.objects.get()
    assert re.sub("</?p>", "", text.body).startswith(
        '<ol class="steps"><li>Put it into its box</li><li>Bring'
    )
    page.goto(f"/help/en/articles/{text.article_id}/{text.slug}/")
    expect(page.locator(".help-body ol.steps > li")).to_have_count(2)
    assert_accessible(page)
    page.goto("/help/en/")
    expect(page.get_by_role("link", name="How to send a lamp back")).to_be_visible()
    assert_accessible(page)


def test_an_article_is_put_into_the_answer_by_keyboard_and_an_order_s_number_is_left_alone(
    screen, bo, parcel, ada, returns_category
):
    article = Article.objects.create(category=returns_category, language="en")
    publish(
        write_draft(
            article, "en", {"title": "How to follow a parcel", "summary": "", "body": "<p>So</p>"}, by=ada
        ),
        by=ada,
    )
    page = screen(bo)
    open_ticket(page, parcel)
    offered = page.locator("#article-list")
    box(page).press_sequentially("Your order #20")
    expect(offered).to_be_hidden()
    box(page).press_sequentially(" see #how")
    expect(offered.get_by_role("option", name="How to follow a parcel")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Enter")

    address = f"/help/en/articles/{article.pk}/how-to-follow-a-parcel/"
    expect(box(page)).to_have_value(
        re.compile(rf"^Your order #20 see How to follow a parcel: http\S+{address} $")
    )
