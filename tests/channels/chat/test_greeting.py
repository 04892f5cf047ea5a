"""Each shopper is greeted in their own language, where the shop wrote it so."""

import pytest
from django.utils.translation import override

from shopbell.channels.chat.greeting import greeting_of
from shopbell.channels.chat.settings_form import settings_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def typed(shop_chat):
    """The form of the chat as it stands, with other greetings typed in."""

    def typed(greetings):
        shown = settings_form(None, shop_chat)
        form = {
            shown.add_prefix(name): shown.get_initial_for_field(field, name)
            for name, field in shown.fields.items()
        }
        return settings_form(
            form | {"chat-greetings": greetings, "chat-origins": "https://shop.example"}, shop_chat
        )

    return typed


def test_a_shopper_is_greeted_in_their_language_else_in_the_shop_s_else_by_us(shop_chat):
    shop_chat.settings |= {
        "greeting": "Good to see you.",
        "greetings": ["de: Schön: Sie sind da.", "ar: أهلا"],
    }
    shop_chat.save()

    said = {}
    for language in ("en", "en-gb", "de", "ar", "fr"):
        with override(language):
            said[language] = greeting_of(shop_chat)
    assert said == {
        "en": "Good to see you.",
        "en-gb": "Good to see you.",
        "de": "Schön: Sie sind da.",
        "ar": "أهلا",
        "fr": "Good to see you.",
    }
    shop_chat.settings |= {"greeting": "", "greetings": []}
    with override("de"):
        assert greeting_of(shop_chat) == "Guten Tag. Wie können wir helfen?"


def test_the_form_keeps_one_line_for_each_language_and_shows_them_again(typed, shop_chat):
    form = typed("  AR : أهلا\n\nde: Guten Tag\nde: Schön, Sie zu sehen\n")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["greetings"] == ["de: Schön, Sie zu sehen", "ar: أهلا"]

    shop_chat.settings = form.cleaned_data
    again = settings_form(None, shop_chat)
    assert again["greetings"].value() == "de: Schön, Sie zu sehen\nar: أهلا"


@pytest.mark.parametrize("line", ["Guten Tag", "xx: Hello", "de:", f"de: {'a' * 201}", "http://shop.example"])
def test_what_names_no_language_or_says_nothing_is_refused(typed, line):
    assert set(typed(f"ar: أهلا\n{line}").errors) == {"greetings"}
