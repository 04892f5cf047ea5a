"""Keys: one table, each agent's own, no two actions on one key, and no single letters for who switched them off."""

import json
import re
from pathlib import Path

import pytest

from shopbell.core.errors import Refused
from shopbell.web.keys import KEYS, change_keys, key_hint, key_table, keys_of, read_keys, show_keys

WEB = Path(__file__).parents[2] / "shopbell"


def test_the_defaults_are_a_table_that_could_be_saved(bo):
    change_keys(bo, {})

    assert bo.keys == {}
    assert keys_of(bo) == {key.name: key.default for key in KEYS}


def test_every_key_does_something():
    scripts = "".join(path.read_text() for path in (WEB / "web" / "js").rglob("*.ts"))
    templates = "".join(path.read_text() for path in WEB.rglob("templates/**/*.html"))
    handled = set(re.findall(r"\bonKey\(\"([^\"]+)\"", scripts))
    hinted = set(re.findall(r"key_hint\(\"([^\"]+)\"", templates)) | {
        "go-inbox",
        "go-customers",
        "go-help",
        "go-settings",
        "go-wall",
    }
    names = {key.name for key in KEYS}

    assert names <= handled | hinted
    assert handled <= names
    assert hinted - {"go-"} <= names


def test_an_agent_s_own_keys_are_in_force_and_the_default_is_free(bo):
    change_keys(bo, {"reply": "w", "note": "r", "macros": ""})

    force = keys_of(bo)
    assert (force["reply"], force["note"]) == ("w", "r") and "macros" not in force
    assert bo.keys == {"reply": "w", "note": "r", "macros": ""}
    assert str(key_hint("reply", bo)) == 'data-key="reply" aria-keyshortcuts="W"'


@pytest.mark.parametrize(
    "wishes",
    [{"reply": "j"}, {"reply": "g"}, {"reply": "g i"}, {"reply": "enter"}, {"tags": "x x", "select": "x"}],
)
def test_two_actions_on_one_key_are_refused(bo, wishes):
    with pytest.raises(Refused, match="cannot stand for both"):
        change_keys(bo, wishes)
    bo.refresh_from_db()
    assert bo.keys == {}


@pytest.mark.parametrize("text", ["mod+w", "Ctrl+T", "mod+shift+n"])
def test_the_browser_s_own_keys_are_refused(text):
    with pytest.raises(Refused, match="browser keeps"):
        read_keys(text)


@pytest.mark.parametrize("text", ["reply", "a b c", "mod+", "x" * 200, "super+k"])
def test_what_is_no_key_is_refused(text):
    with pytest.raises(Refused, match="is no key"):
        read_keys(text)


@pytest.mark.parametrize(
    "text, kept, shown",
    [
        ("R", "r", "R"),
        (" g  i ", "g i", "G I"),
        ("Ctrl+J", "mod+j", "Ctrl+J"),
        ("+", "+", "+"),
        ("alt+é", "alt+é", "Alt+É"),
        ("", "", ""),
    ],
)
def test_keys_are_kept_in_one_form_and_shown_as_people_read_them(text, kept, shown):
    assert read_keys(text) == kept
    assert show_keys(kept) == shown


def test_without_single_letter_keys_only_keys_with_ctrl_or_alt_and_named_ones_are_left(bo):
    change_keys(bo, {"reply": "alt+r"}, has_letter_keys=False)

    assert keys_of(bo) == {"reply": "alt+r", "open": "enter", "palette": "mod+k", "leave": "escape"} | {
        "send": "mod+enter",
        "send-solve": "mod+shift+enter",
    }


def test_the_keys_change_in_the_profile_and_reach_the_scripts(desk, bo):
    browser = desk(bo)
    form = {"has_letter_keys": "on", "key-reply": "w"}

    assert browser.post("/desk/profile/keys/", form).url == "/desk/profile/keys/"

    page = browser.get("/desk/profile/keys/").content.decode()
    told = json.loads(re.search(r'data-keys="([^"]*)"', page)[1].replace("&#34;", '"').replace("&amp;", "&"))
    assert {"name": "reply", "keys": "w", "words": "Reply", "where": "In a ticket"} in told
    assert "/desk/profile/keys/" in browser.get("/desk/profile/").content.decode()

    browser.post("/desk/profile/keys/", {"reset": "1"})
    bo.refresh_from_db()
    assert (bo.keys, bo.has_letter_keys) == ({}, True)


def test_a_conflict_comes_back_with_its_sentence_and_what_was_typed(desk, bo):
    answer = desk(bo).post("/desk/profile/keys/", {"has_letter_keys": "on", "key-reply": "j"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "J cannot stand for both" in page and 'name="key-reply" value="j"' in page
    bo.refresh_from_db()
    assert bo.keys == {}


def test_strangers_have_no_keys():
    assert key_table(None) == []
