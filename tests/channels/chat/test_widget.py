import gzip
import html
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils import translation

from shopbell.channels.accent import ink_on
from shopbell.channels.chat.settings_form import settings_form
from shopbell.channels.chat.words import words
from shopbell.tickets.models import Ticket

SOURCES = Path(__file__).parents[3] / "widget/src"
is_built = pytest.mark.skipif(
    not finders.find("shopbell/widget/loader.js"), reason="the front end is not built"
)


def test_the_script_and_the_server_have_the_same_words_in_the_same_order():
    scripts = [SOURCES / "frame.ts", *(SOURCES / "frame").glob("*.ts"), *(SOURCES / "later").glob("*.ts")]
    said = set(re.findall(r"\bWord\.(\w+)", "".join(path.read_text() for path in scripts)))
    listed = re.findall(r"^  (\w+),$", (SOURCES / "frame" / "words.ts").read_text(), re.M)

    assert listed == list(words())
    assert said == set(listed), "a word that nobody says only costs bytes"


@pytest.mark.django_db
@pytest.mark.parametrize("lang", ["en", "de", "fr", "es", "ar"])
def test_every_word_arrives_as_it_was_written(client, shop_chat, lang):
    page = client.get(f"/chat/{shop_chat.public_key}/?lang={lang}").content.decode()

    (sent,) = re.findall(r'data-words="([^"]*)"', page)
    with translation.override(lang):
        assert html.unescape(sent).split("\n") == list(words().values())


@is_built
@pytest.mark.django_db
@pytest.mark.parametrize("lang", [code for code, _name in settings.LANGUAGES])
def test_the_widget_is_small(client, shop_chat, lang):
    """The loader, and all of it with the page that carries the words."""
    page = client.get(f"/chat/{shop_chat.public_key}/", {"from": "http://testserver", "lang": lang}).content
    files = [Path(finders.find(f"shopbell/widget/{name}")).read_bytes() for name in ("loader.js", "frame.js")]
    sizes = [len(gzip.compress(each, 9)) for each in (*files, page)]

    assert sizes[0] < 3_000
    assert sum(sizes) < 15_000


@is_built
@pytest.mark.requirement("R7")
def test_the_loader_is_kept_by_browsers_and_asked_for_by_its_tag(client):
    first = client.get("/widget.js", headers={"Accept-Encoding": "gzip"})
    again = client.get("/widget.js", headers={"If-None-Match": first.headers["ETag"]})

    assert (first.headers["Content-Encoding"], again.status_code) == ("gzip", 304)
    assert "max-age=3600" in first.headers["Cache-Control"]
    assert "Set-Cookie" not in first.headers


@pytest.mark.django_db
def test_the_frame_page_runs_no_inline_script(client, shop_chat):
    page = client.get(f"/chat/{shop_chat.public_key}/")

    assert not re.search(
        r"<script(?![^>]*(\bsrc=|application/json))|\son[a-z]+=|<style", page.content.decode()
    )
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in page.headers


@pytest.mark.django_db
def test_the_names_of_an_inbox_cannot_break_the_page(client, shop_chat):
    shop_chat.name = "</title><script>alert(1)</script>\"'"
    shop_chat.save()

    assert "<script>alert" not in client.get(f"/chat/{shop_chat.public_key}/").content.decode()


@pytest.mark.parametrize(
    "colour,ink",
    [("#000000", "#ffffff"), ("#ffffff", "#000000"), ("#8a5a0b", "#ffffff"), ("#e3b45f", "#000000")],
)
def test_the_ink_can_be_read_on_the_accent(colour, ink):
    assert ink_on(colour) == ink


@pytest.mark.django_db
def test_the_settings_keep_what_is_right_and_say_what_is_not(shop_chat):
    given = {
        "chat-origins": "https://Shop.example/\nhttps://shop.example\n", "chat-greeting": "Hi",
        "chat-ask_name": "required", "chat-ask_email": "no", "chat-ask_reason": "optional",
        "chat-continue_after_seconds": "60",
        "chat-visited_days": "30", "chat-call_back": "open", "chat-callers": "0", "chat-call_minutes": "15",
        "chat-messages_a_minute": "60", "chat-position": "start", "chat-accent": "#112233",
    }  # fmt: skip

    form = settings_form(given, shop_chat)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["origins"] == ["https://shop.example"]
    assert json.dumps(form.cleaned_data)

    wrong = settings_form(given | {"chat-origins": "https://*.example", "chat-accent": "red"}, shop_chat)
    assert set(wrong.errors) == {"origins", "accent"}


@pytest.mark.django_db
@pytest.mark.parametrize("lang", ["en", "de", "fr", "es", "ar"])
def test_without_a_script_the_same_address_is_a_form_that_reaches_the_desk(client, shop_chat, lang):
    page = client.get(f"/chat/{shop_chat.public_key}/?lang={lang}").content.decode()
    (form,) = re.findall(r"<form.*?</form>", page, re.DOTALL)
    fields = dict.fromkeys(re.findall(r'name="(\w+)"', form), "")
    fields |= {"client_id": re.search(r'name="client_id" value="([^"]+)"', form)[1]}
    action = re.search(r'action="([^"]+)"', form)[1].replace("&amp;", "&")
    fields |= {"name": "Mina", "text": "Does the lamp dim?"}

    missing = client.post(action, fields, headers={"Origin": "null"}, follow=True)
    thanks = client.post(
        action, fields | {"email": "mina@shopper.example"}, headers={"Origin": "null"}, follow=True
    )

    assert missing.status_code == 422 and "Does the lamp dim?" in missing.content.decode()
    ticket = Ticket.objects.get()
    assert f"#{ticket.pk}" in thanks.content.decode()
    assert ticket.language == lang and ticket.messages.get().text == "Does the lamp dim?"
