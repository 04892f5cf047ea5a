"""A day of those who write the help centre: from the first word to the export, with a colleague, in two languages."""

import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from shopbell.helpcenter.article import Article
from shopbell.helpcenter.article_draft import write_draft
from shopbell.helpcenter.category import Category
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.publishing import publish_due
from shopbell.shop.policies.policy import Policy, write_version

from .axe import assert_accessible
from .conftest import PHONE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.requirement("R45", "R47", "R48")]


@pytest.fixture
def help_centre(db):
    """In two languages, with a category and a fee that articles may name."""
    HelpCentre.objects.create(pk=1, languages=["en", "de"])
    Category.objects.create(slug="returns").names.create(language="en", name="Send something back")
    policy = Policy.objects.create(action="shipping", slug="to-germany", title="Germany", is_public=True)
    write_version(
        policy, outcome="allow", conditions=[{"field": "order.country", "op": "is", "value": "DE"}],
        sentences={"en": "To Germany for {fee}."}, terms={"fee_cents": 490, "currency": "EUR"},
    )  # fmt: skip


def picture() -> dict:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(file, "PNG")
    return {"name": "lamp.png", "mimeType": "image/png", "buffer": file.getvalue()}


def editor(page):
    return page.locator(".ProseMirror")


def save(page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Save the draft").click()


def write_with_picture_and_fee(page) -> None:
    """A sentence, the fee that a policy says, and a picture with what it shows."""
    editor(page).click()
    page.keyboard.type("It costs ")
    page.get_by_role("button", name="Put in a value of a policy").click()
    dialog = page.get_by_role("dialog", name="Put in a value of a policy")
    dialog.get_by_role("searchbox").fill("germany fee")
    expect(dialog.get_by_role("list", name="Germany").get_by_role("button")).to_have_text(["Fee€4.90"])
    page.keyboard.press("Enter")
    expect(editor(page).locator("var")).to_have_text("€4.90")
    page.keyboard.press("Enter")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Picture or file").click()
    chooser.value.set_files(picture())
    page.get_by_label("What does the picture show?").fill("A lamp in its box")
    assert_accessible(page)
    page.keyboard.press("Enter")
    expect(editor(page).get_by_role("img", name="A lamp in its box")).to_have_count(1)


def test_an_editor_s_whole_day(screen, bo, ada, help_centre):
    page = screen(bo)
    page.goto("/desk/help/new/")
    assert_accessible(page)
    page.get_by_label("Title").fill("How to send a lamp back")
    page.get_by_role("button", name="Begin the article").click()
    write_with_picture_and_fee(page)
    assert_accessible(page)
    save(page)
    page.get_by_label("Ask for a review").select_option(label=str(ada))
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_text(f"{ada} is asked to look it over.").first).to_be_visible()

    lead = screen(ada)
    lead.goto("/desk/help/?state=mine")
    lead.get_by_role("link", name="How to send a lamp back").click()
    lead.get_by_label("In short").fill("In its own box.")
    state = lead.locator("[data-article-state]")
    expect(state).to_contain_text("no longer asked", timeout=15_000)
    expect(lead.locator("[data-article-standing]")).not_to_contain_text("is asked")
    expect(lead.locator(".tabs [aria-current]")).to_have_text("English Draft")
    lead.get_by_label("In short").fill("In its own box, with the shade beside it.")
    tomorrow = timezone.localtime() + timedelta(days=1)
    lead.get_by_label("Publish later").fill(f"{tomorrow:%Y-%m-%dT%H:%M}")
    lead.get_by_role("button", name="Schedule").click()
    expect(lead.get_by_text("It will be published then by itself.")).to_be_visible()
    assert publish_due(timezone.now() + timedelta(days=2)) == 1
    article = Article.objects.get()
    assert article.texts.get().summary == "In its own box, with the shade beside it."
    first = f"/help/en/articles/{article.pk}/how-to-send-a-lamp-back/"
    lead.goto(first)
    expect(lead.locator(".help-body")).to_contain_text("It costs €4.90")
    expect(lead.get_by_role("img", name="A lamp in its box")).to_be_visible()

    page.goto(f"/desk/help/{article.pk}/de/")
    page.get_by_label("Title").fill("Eine Lampe zurückschicken")
    editor(page).click()
    page.keyboard.type("So geht es.")
    save(page)
    lead.goto(f"/desk/help/{article.pk}/de/")
    lead.get_by_role("button", name="Publish", exact=True).click()
    expect(lead.get_by_text("Published", exact=True).first).to_be_visible()

    lead.goto(f"/desk/help/{article.pk}/en/")
    lead.get_by_label("Title").fill("How to return a lamp")
    lead.get_by_role("button", name="Publish", exact=True).click()
    expect(lead.get_by_role("heading", name="How to return a lamp")).to_be_visible()
    lead.goto(first)
    expect(lead).to_have_url(re.compile("/how-to-return-a-lamp/$"))
    lead.goto(f"/desk/help/{article.pk}/de/")
    expect(lead.get_by_text("The text first written has changed since this translation.")).to_be_visible()
    assert_accessible(lead)
    lead.get_by_role("link", name="See what changed").click()
    expect(lead.locator("ins", has_text="return")).to_have_count(1)
    assert_accessible(lead)
    lead.get_by_role("button", name="Go back to version 1").click()
    lead.get_by_role("button", name="Publish", exact=True).click()
    expect(lead.get_by_role("heading", name="How to send a lamp back")).to_be_visible()

    lead.goto("/desk/help/")
    with lead.expect_download() as download:
        lead.get_by_role("link", name="Export as Markdown").click()
    with zipfile.ZipFile(download.value.path()) as folder:
        names = folder.namelist()
    assert {name.split("/")[0] for name in names} == {"en", "de", "files"}
    lead.get_by_role("link", name="Bring articles in").click()
    lead.get_by_label("Markdown file, or a zip of them").set_input_files(download.value.path())
    assert_accessible(lead)
    lead.get_by_role("button", name="Show what becomes of it").click()
    expect(lead.get_by_text("There is nothing to bring in.")).to_be_visible()
    expect(lead.locator(".badge", has_text="Says the same")).to_have_count(2)
    assert_accessible(lead)


def test_two_who_wrote_at_once_see_both_texts_on_a_phone_too(screen, ada, bo, help_centre):
    article = Article.objects.create(category=Category.objects.get(), language="en")
    first = write_draft(
        article, "en", {"title": "How to pay", "summary": "", "body": "<p>By cash</p>"}, by=bo
    )
    page = screen(bo, size=PHONE)
    page.goto(f"/desk/help/{article.pk}/en/")
    words = {"title": "How to pay", "summary": "", "body": "<p>By invoice</p>"}
    write_draft(article, "en", words, by=ada, seen=first.revision)

    editor(page).click()
    page.keyboard.type("Now ")
    expect(page.locator("[data-article-state]")).to_contain_text("see both texts", timeout=15_000)
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_role("heading", name="What differs")).to_be_visible()
    expect(page.locator(".help-meanwhile del", has_text="invoice").first).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_role("heading", name="Laid aside")).to_be_visible()
    page.get_by_role("button", name="Bring back").first.click()
    expect(editor(page)).to_have_text("By invoice")
    page.goto("/desk/help/import/")
    assert_accessible(page)


@pytest.mark.parametrize("late", ["article.js", "{article,desk}.js"])
def test_what_is_typed_before_the_scripts_are_up_is_kept_without_another_key(screen, bo, help_centre, late):
    article = Article.objects.create(category=Category.objects.get(), language="en")
    write_draft(article, "en", {"title": "How to pay", "summary": "", "body": "<p>By cash</p>"}, by=bo)
    page, held = screen(bo), []
    page.route(f"**/{late}*", lambda route: held.append(route))
    page.goto(f"/desk/help/{article.pk}/en/", wait_until="commit")
    page.get_by_label("In short").fill("Typed early.")
    for route in held:
        route.continue_()
    expect(page.locator("[data-article-state]")).to_contain_text("Saved", timeout=15_000)
    assert article.drafts.get().summary == "Typed early."
