"""Signatures: formatted as the composer formats, cleaned, with placeholders; and never in the way of a mail."""

import pytest

from shopbell.core.errors import Refused
from shopbell.tickets.signature import filled_signature, read_signature, shown_signature

WORDS = {
    "agent": {"name": "Ada <Moreau>", "first_name": "Ada"},
    "team": {"name": "Returns"},
    "shop": {"name": "A & B"},
}


def test_formats_are_kept_and_the_text_says_the_same():
    text, html = read_signature(
        "",
        '<div><strong>Ada</strong><br><a href="https://shop.example/help">Help</a></div><ul><li>Mon</li></ul>',
    )

    assert text == "Ada\nHelp (https://shop.example/help)\n– Mon"
    assert "<strong>Ada</strong>" in html and 'href="https://shop.example/help"' in html


def test_words_without_formats_are_text_alone():
    assert read_signature("", "<div>Ada<br>Care</div>") == ("Ada\nCare", "")
    assert read_signature("Ada\r\nCare ", "") == ("Ada\nCare", "")


@pytest.mark.parametrize(
    "bad", ["<script>x()</script>", '<img src="https://spy.example/p.gif">', '<b onclick="x()">']
)
def test_what_the_editor_has_no_button_for_is_cleaned_away(bad):
    _text, html = read_signature("", f"<div><strong>Ada</strong>{bad}</div>")

    assert "Ada" in html and not any(each in html for each in ("script", "img", "onclick"))


def test_placeholders_are_filled_in_and_stand_there_as_words():
    text, html = read_signature(
        "", "<div><strong>{{ agent.name }}</strong>, {{ team.name }}<br>{{ shop.name }}</div>"
    )

    text, html = filled_signature(text, html, WORDS)

    assert text == "Ada <Moreau>, Returns\nA & B"
    assert "<strong>Ada &lt;Moreau&gt;</strong>, Returns" in html and "A &amp; B" in html


def test_formats_and_quotes_inside_a_placeholder_do_no_harm():
    _text, html = read_signature(
        "", '<div><em>x</em> {{ <b>team</b>.name|default("none") }} {% if 2 &gt; 1 %}yes{% endif %}</div>'
    )

    assert "Returns yes" in filled_signature("{", html, WORDS)[1]


@pytest.mark.parametrize(
    "bad",
    [
        '<a href="https://e.x/{{&quot;&gt;&lt;form action=https://evil.example&gt;&quot;}}"></a>',
        '<a href="https://e.x/{{&quot; onclick=x() z=&quot;}}"></a>',
        '{{ "&lt;form action=https://evil.example&gt;" }}',
    ],
)
def test_no_placeholder_brings_in_what_the_cleaner_takes_away(bad):
    text, html = read_signature("Ada", f"<div><b>Ada</b>{bad}</div>")

    assert "<form" not in html and '" onclick' not in html
    for shown in (filled_signature(text, html, WORDS)[1], shown_signature("", html, WORDS)):
        assert "<b>Ada</b>" in shown and "<form" not in shown and '" onclick' not in shown


def test_one_that_was_kept_unclean_is_cleaned_before_it_leaves():
    html = '<div><b>Ada</b><a href="https://e.x/{{"><form action=https://evil.example>"}}"></a></div>'

    assert "<form" not in filled_signature("Ada", html, WORDS)[1]


@pytest.mark.parametrize(
    "wrong",
    [
        "{{ agent.shoe }}",
        "{{ order.number }}",
        "{{ agent.name",
        "{% for a in agent %}{% endfor %}",
        "x" * 2001,
    ],
)
def test_what_no_mail_has_is_refused_when_it_is_written(wrong):
    with pytest.raises(Refused):
        read_signature(wrong, "")
    with pytest.raises(Refused):
        read_signature("", f"<div><b>Ada</b> {wrong}</div>")


@pytest.mark.parametrize("old", ["{{ shoe }}", "50 {% off", "{{", "{{ agent.name.x.y }}"])
def test_an_old_signature_that_cannot_be_filled_in_stands_as_it_was_written(old):
    assert filled_signature(old, "", WORDS) == (old, "")


def test_a_link_cannot_be_filled_in_to_run_something():
    words = {**WORDS, "shop": {"name": "javascript:x()"}}

    _text, html = filled_signature("{", '<div><b>A</b> <a href="{{ shop.name }}">x</a></div>', words)

    assert "javascript" not in html


def test_it_is_shown_while_it_is_written_also_with_a_mistake_in_it():
    assert shown_signature("{{ agent.name }}\n<b>", "", WORDS) == "Ada &lt;Moreau&gt;<br>&lt;b&gt;"
    assert shown_signature("", "<div><b>{{ agent.</b></div>", WORDS) == "<div><b>{{ agent.</b></div>"
