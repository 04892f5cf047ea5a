"""What is typed into the contact form, and the names of what is sent with it, run nowhere: not on the page that comes back
with what is wrong, nor as an article's file, nor in the editor where such an article is written on."""

# ruff: noqa: F811 (the fixture is used by its name)

import io
import uuid
from html import escape
from itertools import cycle
from urllib.parse import urlencode

import pytest
from django.core.files.base import File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from playwright.sync_api import expect

from shopbell.channels.form.come_back import CAME_BACK, kept_address
from shopbell.channels.form.contact import ContactForm
from shopbell.channels.form.files import MAX_FILES, keep_files
from shopbell.channels.form.models import FormField
from shopbell.channels.models import Inbox
from shopbell.core.storable import storable
from shopbell.helpcenter.article import Article
from shopbell.helpcenter.article_draft import write_draft
from shopbell.helpcenter.category import Category
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.keeping_files import keep_help_file
from shopbell.helpcenter.publishing import publish
from shopbell.tickets.field import FieldKind
from shopbell.tickets.models import ContactReason, CustomField

from .watching import EVERY, NAUGHTY, by_line, line, portions, watched  # noqa: F401

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.requirement("R171")]
RUNS = "<img src=x onerror=alert(1)>"


@pytest.fixture
def inbox(site):
    """A form that asks for one thing of every kind, in hostile words too."""
    ContactReason.objects.create(stage="after", name=f"Broken {RUNS}")
    for kind in FieldKind:
        field = CustomField.objects.create(name=f"A {kind} {RUNS}"[:60], kind=kind, choices=[RUNS, "b"])
        FormField.objects.create(
            asks="field", field=field, label=f"{kind} {RUNS}", help=RUNS, is_required=True
        )
    FormField.objects.create(asks="photos", label=f"Photos {RUNS}")
    settings = {"consent": f"You may. {RUNS}"}
    return Inbox.objects.create(channel="form", name=f"Write {RUNS}", settings=settings)


@pytest.fixture
def category(site):
    HelpCentre.objects.create(pk=1, languages=["en"])
    category = Category.objects.create(slug="returns")
    category.names.create(language="en", name="Returns")
    return category


def files_called(some: list[str]) -> list[SimpleUploadedFile]:
    """Names as browsers send them: a program, nothing in it, and one that is taken, of each."""
    return [
        file
        for each in some
        for file in (
            SimpleUploadedFile(f"{storable(each)}.exe", b"MZ"),
            SimpleUploadedFile(f"{storable(each)}.txt", b""),
        )
    ]


def came_back(inbox: Inbox, some: list[str]) -> str:
    """Where a form is shown whose every field says one of `some`, the next field the next."""
    typed = QueryDict(mutable=True)
    for key, vector in zip(ContactForm(inbox=inbox).fields, cycle(some)):  # noqa: B905 (the fields end)
        typed[key] = vector
    number = str(uuid.uuid4())
    typed["client_id"], typed["website"] = number, ""
    kept = keep_files([SimpleUploadedFile(f"{storable(each)}.txt", b"plain") for each in some], number)
    typed.setlist("kept", [str(each.pk) for each in kept])
    form = ContactForm(typed, MultiValueDict({"enclosed": files_called(some)}), inbox=inbox)
    assert not form.is_valid()
    return f"/contact/{inbox.public_key}/?{urlencode({'lang': 'en', CAME_BACK: kept_address(form)})}"


@by_line
def test_nothing_that_is_typed_into_a_form_runs_when_it_comes_back(watched, inbox, every):
    shopper = watched()
    for some in portions(every, 2 if every is EVERY else MAX_FILES):
        shopper.look_over(came_back(inbox, some), status=422)
        expect(shopper.page.get_by_role("alert").first).to_be_visible()
        expect(shopper.page.locator("input[name=kept]")).to_have_count(len(some))

    assert shopper.faults == []


@by_line
def test_nothing_runs_for_the_name_of_a_file_that_is_chosen(watched, inbox, every):
    shopper = watched()
    for some in portions(every, MAX_FILES):
        shopper.show(f"/contact/{inbox.public_key}/?lang=en", "body")
        sent = [{"name": each, "mimeType": "text/plain", "buffer": b"x"} for each in some]
        shopper.page.locator("input[name=enclosed]").set_input_files(sent)
        expect(shopper.page.locator(".previews figure")).to_have_count(len(some))
        empty = [each | {"buffer": b""} for each in sent]
        shopper.page.locator("input[name=enclosed]").set_input_files(empty)
        expect(shopper.page.locator("p.error:visible").first).to_contain_text("is empty")
        shopper.touch("body")

    assert shopper.faults == []


@by_line
def test_nothing_runs_for_the_name_of_a_file_of_an_article(watched, ada, category, every):
    reader, writer = watched(), watched(ada)
    for some in portions(every, 40):
        article = Article.objects.create(category=category, language="en")
        links = []
        for vector in some:
            file = keep_help_file(File(io.BytesIO(b"%PDF-1.4\n")), vector, 9, by=ada)
            links.append(f'<p><a href="{escape(file.address)}">{escape(storable(file.name))}</a></p>')
        words = {"title": line(some[0]), "summary": "", "body": "".join(links)}
        text = publish(write_draft(article, "en", words, by=ada), by=ada)
        reader.look_over(f"/help/en/articles/{article.pk}/{text.slug}/")
        assert reader.page.locator(".help-body a[href^='/help/files/']").count() == len(links)
        writer.show(f"/desk/help/{article.pk}/en/", "main")
        assert writer.page.locator(".help-files li").count() == len(links)

    assert reader.faults + writer.faults == []


def test_naughty_words_stay_as_they_were_written_where_an_article_is_written_on(watched, ada, category):
    writer = watched(ada)
    for begin in range(0, len(NAUGHTY), 12):
        some = NAUGHTY[begin : begin + 12]
        article = Article.objects.create(category=category, language="en")
        body = "".join(f"<p>A {escape(storable(each))} B</p>" for each in some)
        words = {"title": line(some[0]), "summary": line(some[-1]), "body": body}
        before = write_draft(article, "en", words, by=ada)
        writer.show(f"/desk/help/{article.pk}/en/", "main")
        editor = writer.page.locator(".ProseMirror")
        expect(editor.locator("p")).to_have_count(len(some))
        editor.locator("p").last.click()
        writer.page.keyboard.press("Control+End")
        writer.page.keyboard.type("Z")
        with writer.page.expect_navigation():
            writer.page.get_by_role("button", name="Save the draft").click()
        writer.touch("main")
        after = article.drafts.get()
        assert (after.title, after.summary) == (before.title, before.summary)
        assert (
            after.body == before.body.replace("\t", " ").removesuffix("</p>") + "Z</p>"
        )  # a tab is a space in HTML
        writer.show(f"/desk/help/{article.pk}/en/preview/", "main")

    assert writer.faults == []
