"""The files of an article: seen, replaced and taken out in its draft; swept when nothing names them."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from shopbell.helpcenter.article_files import ADDRESS, KEPT, files_in, sweep_files
from shopbell.helpcenter.help_file import HelpFile
from shopbell.helpcenter.keeping_files import keep_help_file
from shopbell.helpcenter.markdown import to_markdown

from .test_desk import picture, send

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R45")]


def keep(by, content=b"%PDF-1.4 x", name="terms.pdf") -> HelpFile:
    return keep_help_file(ContentFile(content, name), name, len(content), by=by)


@pytest.fixture
def shown(write, ada):
    """A published text that shows a picture and leads to a document, and both."""
    vase, terms = keep(ada, picture(), "vase.png"), keep(ada)
    body = f'<p>See <a href="{terms.address}">the terms</a></p><img src="{vase.address}" alt="A vase">'
    return write("Vases", body), vase, terms


def test_a_file_is_replaced_in_the_draft_and_readers_go_on_seeing_the_old_one(desk, bo, shown):
    text, vase, _terms = shown
    address = f"/desk/help/{text.article_id}/en/files/{vase.pk}/"
    browser = desk(bo)
    assert "vase.webp" in browser.get(f"/desk/help/{text.article_id}/en/").content.decode()
    send(browser, address, 422, seen=0, file=ContentFile(b"%PDF-1.4 x", "other.pdf"))
    send(browser, address, seen=0, file=ContentFile(picture(), "new.png"))

    draft = text.article.drafts.get()
    assert [file.name for file in files_in(draft)] == [
        "new.webp",
        "terms.pdf",
    ] and 'alt="A vase"' in draft.body
    text.refresh_from_db()
    assert vase.address in text.body
    send(browser, address, 422, seen=1, take_out="1")


def test_of_a_link_the_words_stay_when_its_file_is_taken_out(desk, bo, shown):
    text, vase, terms = shown
    browser, address = desk(bo), f"/desk/help/{text.article_id}/en/files/"
    send(browser, f"{address}{terms.pk}/", seen=0, take_out="1")
    send(browser, f"{address}{vase.pk}/", 409, seen=0, take_out="1")
    send(browser, f"{address}{vase.pk}/", seen=1, take_out="1")

    assert text.article.drafts.get().body == "<p>See the terms</p>"


def test_a_file_that_nothing_names_is_swept_in_time(ada, shown):
    text, vase, terms = shown
    unused = keep(ada, b"%PDF-1.4 y", "unused.pdf")
    later = timezone.now() + KEPT + timedelta(hours=1)
    assert sweep_files(timezone.now()) == 0

    assert sweep_files(later) == 1 and not HelpFile.objects.filter(pk=unused.pk).exists()
    assert set(HelpFile.objects.all()) == {vase, terms}
    text.article.texts.all().delete()
    assert sweep_files(later) == 0  # the version goes on naming them


@pytest.mark.parametrize("name", ["Owner's manual.pdf", "terms (2).pdf", "a'(b)).pdf"])
def test_a_file_with_signs_in_its_name_that_end_links_keeps_its_link(write, ada, client, name):
    file = keep(ada, name=name)
    text = write("The manual", f'<p><a href="{file.address}">{file.name}</a></p>')

    assert f'href="{file.address}"' in text.body and files_in(text) == [file]
    assert f"]({file.address})" in to_markdown(text.body)
    assert client.get(file.address).status_code == 200
    assert ADDRESS.sub("", text.body) == f'<p><a href="" rel="noopener">{name}</a></p>'
