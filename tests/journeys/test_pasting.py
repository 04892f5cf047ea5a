"""Pasting what Word, Google Docs and LibreOffice put into the clipboard, in a browser."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from shopbell.helpcenter.about import begin_article
from shopbell.helpcenter.body import clean_body
from shopbell.helpcenter.category import Category
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.help_file import HelpFile
from shopbell.helpcenter.markdown import to_markdown

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.requirement("R45")]
SAMPLES = Path(__file__).parents[1] / "corpus" / "paste"
PASTE = """(editor, html) => {
  const clipboardData = new DataTransfer();
  if (html.startsWith("<")) clipboardData.setData("text/html", html);
  clipboardData.setData("text/plain", html.startsWith("<") ? "plain" : html);
  editor.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def editing(screen, ada):
    """A new article, open in the editor."""
    HelpCentre.objects.create(pk=1, languages=["en"])
    category = Category.objects.create(slug="returns")
    draft = begin_article("en", "Sending back", category, by=ada)
    page = screen(ada)
    page.goto(f"/desk/help/{draft.article_id}/en/")
    editor = page.locator(".ProseMirror")
    editor.click()
    return page, editor


def written(page) -> str:
    """What would be kept, as Markdown."""
    return to_markdown(clean_body(page.locator("[data-article-body]").input_value()))


def test_what_was_written_elsewhere_arrives_as_headings_lists_tables_links_and_pictures(editing):
    page, editor = editing
    for name in ("google-docs", "libreoffice"):
        editor.evaluate(PASTE, (SAMPLES / f"{name}.html").read_text())
        expect(editor.locator("table")).to_have_count(1)
        assert written(page) == (SAMPLES / "clean.md").read_text(), name
        page.keyboard.press("Control+a")
        page.keyboard.press("Delete")

    editor.evaluate(PASTE, (SAMPLES / "word.html").read_text())
    expect(editor.locator("img[alt='The label on the box']")).to_have_count(1)
    expect(page.locator("[data-article-told]")).to_contain_text("Some pictures could not be taken along")
    picture = HelpFile.objects.get().address
    assert written(page) == (SAMPLES / "word.md").read_text().replace("PICTURE", picture)


def test_markdown_becomes_blocks_one_after_the_other_and_nothing_that_is_pasted_runs(editing):
    page, editor = editing
    editor.evaluate(PASTE, "<h1>Pack<img src=x class='a' onerror='document.title=1'></h1><p>it</p>")
    expect(editor.locator("h2")).to_have_text("Pack")  # and the console is silent, as on every screen
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")

    markdown = (
        "## Pack it\n\n1. Box\n2. Tape\n\n| a | b |\n| --- | --- |\n| 1 | [2](https://example.com/) |\n"
    )
    editor.evaluate(PASTE, markdown)
    expect(editor.locator("ol.steps > li")).to_have_count(2)
    expect(editor.locator("td a")).to_have_text("2")
    page.keyboard.press("Control+z")
    expect(editor).to_have_text("")

    for name in ("One", "Two"):  # each after the one before, which is still chosen
        page.get_by_role("button", name="Film of YouTube or Vimeo").click()
        page.get_by_label("Address of the film").fill("https://vimeo.com/1234")
        page.get_by_label("What the film shows").fill(name)
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.type("Then")
    expect(editor.locator("figure")).to_have_text(["One", "Two"])
    expect(editor.locator("figure + p").last).to_have_text("Then")
