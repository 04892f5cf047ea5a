"""The search of the settings: by label, by sentence, by the name of a row; never what one may not open."""

from collections import Counter

import pytest
from django.urls import get_resolver

from shopbell.core import settings_card
from shopbell.core.settings_card import CARDS, GROUPS
from shopbell.search.ask import read_ask
from shopbell.tickets.models import Macro
from shopbell.web.console import settings_search
from shopbell.web.console.palette import palette_of
from shopbell.web.console.settings_search import find_settings


@pytest.fixture(autouse=True)
def pages():
    """The pages are there: each registers its card when the addresses are read."""
    assert get_resolver().url_patterns


def test_no_heading_stands_above_more_pages_than_are_seen_at_once():
    pages = Counter(card.group for card in CARDS.values())

    assert set(pages) == set(GROUPS) and max(pages.values()) <= 15


def found(agent, text):
    return [(each.label, each.trail) for each in find_settings(agent, read_ask(text))]


def test_a_single_setting_is_found_by_its_label_and_by_its_sentence(root):
    assert ("Greeting", "Inboxes") in found(root, "greet")
    assert ("Signature", "Inboxes") in found(root, "below every reply")
    assert ("Days until they are erased", "Deleted tickets") in found(root, "days erased")


def test_rows_of_tables_are_found_by_their_name(root, returns, care):
    Macro.objects.create(name="Return label", text="Here it is.")

    assert ("Return label", "Macros") in found(root, "return lab")
    assert ("Returns", "Teams") in found(root, "returns")
    assert ("Care", "Inboxes") in found(root, "care")


def test_a_setting_of_the_machine_leads_to_its_line(root):
    (line,) = [
        each for each in find_settings(root, read_ask("SHOPBELL_MAIL_URL")) if "MAIL_URL" in each.label
    ]
    assert line.address == "/desk/settings/machine/#SHOPBELL_MAIL_URL"


def test_a_page_is_found_before_what_stands_on_one_and_the_machine_last(root):
    found = find_settings(root, read_ask("mail"))

    assert not found[0].trail
    of_the_machine = [each.label.startswith("SHOPBELL_") for each in found]
    assert any(of_the_machine)
    assert of_the_machine == sorted(of_the_machine)


def test_the_order_is_that_of_the_names_whatever_was_loaded_first(root, monkeypatch):
    before = found(root, "days until")
    assert before[0] == ("Days until they are erased", "Deleted tickets") and len(before) > 1

    cards = dict(reversed(CARDS.items()))
    monkeypatch.setattr(settings_card, "CARDS", cards)
    monkeypatch.setattr(settings_search, "CARDS", cards)

    assert found(root, "days until") == before


def test_an_agent_finds_only_what_they_may_open(root, bo):
    assert found(bo, "greeting") == [] and found(bo, "macros") == []
    assert ("Signature", "Your profile") in found(bo, "signature")


@pytest.mark.parametrize("text", ["", " ", '"', "\0", "€", "x" * 5000])
def test_whatever_is_typed_is_answered(desk, root, text):
    assert desk(root).get("/desk/settings/", {"q": text}).status_code == 200


def test_the_page_answers_with_the_hits_alone_while_one_types(desk, root):
    answer = desk(root).get("/desk/settings/", {"q": "greeting"}, headers={"HX-Target": "settings-found"})
    page = answer.content.decode()

    assert "<mark>Greeting</mark>" in page and "<html" not in page


def test_the_palette_finds_single_settings_too(root):
    (settings,) = [group for group in palette_of(root, "greeting") if str(group.label) == "Settings"]
    assert any("Greeting" in str(option.label) for option in settings.options)


@pytest.mark.parametrize(
    ("address", "form", "shown"),
    [
        ("macros/new/", {"name": "T", "text": "Dear {{ customer.first_name }}"}, "Dear Mina"),
        ("macros/new/", {"name": "T", "text": "Dear {{ customer.shoe }}"}, "customer.shoe"),
        ("inboxes/new/chat/", {"name": "Our chat", "chat-greeting": "Hello you", "chat-accent": "#112233"}, "Hello you"),
        (
            "inboxes/new/email/",
            {"name": "Care", "signature": "Yours truly", "email-acknowledge": "on", "email-acknowledgement": "Dear {name}"},
            "Dear Mina",
        ),
    ],
)  # fmt: skip
def test_the_face_is_drawn_while_it_is_written_and_nothing_is_kept(desk, root, address, form, shown):
    answer = desk(root).post(f"/desk/settings/{address}", form, headers={"HX-Target": "preview"})

    assert answer.status_code == 200 and shown in answer.content.decode()
    assert not Macro.objects.exists()


def test_the_face_stands_beside_the_form_from_the_first_and_escapes_what_was_typed(desk, root):
    macro = Macro.objects.create(name="T", text="<b>Dear</b> {{ customer.first_name }}")
    page = desk(root).get(f"/desk/settings/macros/{macro.pk}/").content.decode()

    assert '<div class="mail-face">' in page and "&lt;b&gt;Dear&lt;/b&gt; Mina" in page


def test_a_macro_with_an_unknown_word_is_not_saved(desk, root):
    form = {"name": "Typo", "text": "Hello\n{{ customer.firstname }}", "position": 0}
    page = desk(root).post("/desk/settings/macros/new/", form)

    assert page.status_code == 422
    assert "Line 2 names “customer.firstname”, which no ticket has." in page.content.decode()
    assert not Macro.objects.exists()
    form |= {"text": "Hello {% if order is defined %}{{ order.number }}{% endif %}", "text_de": "{{ kunde }}"}
    assert desk(root).post("/desk/settings/macros/new/", form).status_code == 422
    assert desk(root).post("/desk/settings/macros/new/", form | {"text_de": ""}).status_code == 302
