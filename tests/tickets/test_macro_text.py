"""Macros that somebody wrote to see what happens: each is filled in or refused in a sentence, at once and in little memory."""

import tracemalloc

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from shopbell.core.errors import Refused
from shopbell.tickets.macro import Macro, render_macro
from shopbell.tickets.macro_text import MAX_CHARACTERS, compile_text, fill_in, without_code

WORDS = {"customer": {"name": "Mina Okafor", "first_name": "Mina"}, "ticket": {"id": 7}}
BOMBS = {
    "wide": "{{ 'x'|center(2000000000) }}",
    "range": "{{ range(10**9)|list }}",
    "times": "{{ 'x' * 10**9 }}",
    "power": "{{ 10**10**10 }}",
    "format": "{{ '%2000000000d'|format(1) }}",
    "indent": "{{ 'a\nb'|indent(2000000000) }}",
    "round": "{{ 1.5|round(2000000000) }}",
    "replace": "{{ 'a'" + "|replace('a', 'aaaaaaaaaa')" * 30 + " }}",
    "replace nothing": "{{ customer.name" + "|replace('', 'bbbbbbbbbb')" * 30 + " }}",
    "long chain": "{{ 'a'" + "|upper" * 3000 + " }}",
    "brackets": "{{ " + "(" * 9000 + "1" + ")" * 9000 + " }}",
    "nots": "{{ " + "not " * 4500 + "1 }}",
    "ifs": "{% if 1 %}" * 700 + "{% endif %}" * 700,
    "elifs": "{% if 0 %}" + "{% elif 0 %}" * 1500 + "{% endif %}",
    "dots": "{{ customer" + ".name" * 3900 + " }}",
    "and": "{{ 1" + " and 1" * 3000 + " }}",
    "digits": "{{ " + "9" * 15000 + " }}",
    "loop": "{% for a in 'xxxxxxxxxx' %}{% for b in 'xxxxxxxxxx' %}x{% endfor %}{% endfor %}",
    "recursion": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "self": "{{ self }}",
    "method": "{{ customer.name.split }}",
    "class": "{{ ''.__class__ }}",
    "keys": "{{ customer.keys }}",
    "names": "{{ cycler }}{{ lipsum }}",
    "list": "{{ [1] }}",
    "attribute": "{{ customer|attr('__class__') }}",
    "set": "{% set x = 'a' %}{{ x ~ x }}",
    "filter block": "{% filter upper %}a{% endfilter %}",
    "unknown filter": "{{ 'a'|shout }}",
    "unknown test": "{{ 'a' is callable }}",
    "long": "x" * (MAX_CHARACTERS + 1),
}


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_a_macro_that_would_stop_the_desk_is_refused_where_it_is_written_and_where_it_is_used(text):
    tracemalloc.start()
    try:
        with pytest.raises((Refused, ValidationError)):
            macro = Macro(name="Bomb", text=text)
            macro.clean()
            render_macro(macro, WORDS)  # some show only with the words
        with pytest.raises(Refused):
            render_macro(Macro(name="Stored before", text=text), WORDS)
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak_bytes < 50 * 2**20


def test_words_that_make_it_too_long_are_refused_and_not_cut_off():
    macro = Macro(name="Long", text="{{ customer.name }}" * 100)

    with pytest.raises(Refused, match="“Long” becomes too long"):
        render_macro(macro, {"customer": {"name": "x" * 1000}})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{ customer.name|upper }}", "MINA OKAFOR"),
        ("{{ customer.nick|default('you')|title }}", "You"),
        ("{{ customer.name|replace('Okafor', 'O.') }}", "Mina O."),
        ("{% if order.number is defined %}{{ order.number }}{% else %}no order{% endif %}", "no order"),
        ("{{ customer.name|truncate(5, true, '…', 0) }}", "Mina…"),
        ("{{ 'Mrs ' ~ customer.name if customer.name|length > 3 else 'you' }}", "Mrs Mina Okafor"),
        ("{% if ticket.id == 7 and not customer.nick is defined %}yes{% endif %}", "yes"),
    ],
)
def test_what_a_macro_is_for_works(text, words):
    assert render_macro(Macro(name="Fine", text=text), WORDS) == words


PIECES = st.sampled_from(
    ["{{", "}}", "{%", "%}", "customer", ".name", "|", "upper", "replace", "('a','b')", "if", "else", "endif", "not",
     "(", ")", "[", "]", "~", "'", '"', "1", "e9", "**", " ", "\n", "is defined", "in", "for", "x", "#}", "{#", "-", "é", "\0"]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_text_is_filled_in_or_refused(text):
    try:
        words = render_macro(Macro(name="Any", text=text), WORDS)
    except Refused as refusal:
        assert str(refusal)
    else:
        assert len(words) <= MAX_CHARACTERS


def test_the_settings_page_keeps_what_was_typed_and_says_what_is_wrong(desk, root):
    page = desk(root).post(
        "/desk/settings/macros/new/", {"name": "Bomb", "text": BOMBS["wide"], "position": 0}
    )

    assert page.status_code == 422
    text = page.content.decode()
    assert "cannot be read" in text and "center" in text and "2000000000" in text
    assert not Macro.objects.exists()


def test_a_stored_bomb_answers_in_a_sentence(desk, bo, late_parcel):
    macro = Macro.objects.create(name="Bomb", text=BOMBS["brackets"])

    answer = desk(bo).get(
        f"/desk/tickets/{late_parcel.pk}/macros/{macro.pk}/", headers={"HX-Request": "true"}
    )

    assert answer.status_code == 422 and "Make it simpler" in answer.content.decode()


def test_filling_in_touches_nothing_of_the_words():
    words = {"customer": {"name": "Mina"}}

    fill_in(compile_text("{{ customer.name }}"), words)

    assert words == {"customer": {"name": "Mina"}}


def test_in_a_list_a_text_is_read_without_its_code():
    text = "Hello{% if customer.first_name %} {{ customer.first_name }}{% endif %},\n\nthank you.{# later #}"
    assert without_code(text) == "Hello …,\n\nthank you."
    assert without_code("{% { {{ never closed") == "{% { {{ never closed"
