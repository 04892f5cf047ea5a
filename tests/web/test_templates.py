"""Promises that every template and every script keeps."""

import re
from pathlib import Path

import pytest
from django.template import engines

from shopbell.web.words import WORDS

PACKAGE = Path(__file__).parents[2] / "shopbell"
SENTENCES = (
    "templates/tickets/events/"  # one sentence each, all with the same words; their renderer says which
)
TEMPLATES = sorted(path for path in PACKAGE.rglob("templates/**/*") if path.suffix in {".html", ".txt"})
SCRIPTS = sorted((PACKAGE / "web" / "js").rglob("*.ts"))


def name(path: Path) -> str:
    return str(path).split("templates/", 1)[1]


@pytest.mark.parametrize("path", [path for path in TEMPLATES if SENTENCES not in str(path)], ids=name)
def test_a_template_begins_with_what_it_needs(path):
    first = path.read_text().splitlines()[0]

    assert re.match(r"\{# .{10,} #\}", first), f"{path} must begin with a comment that says what it needs"


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_can_be_read(path):
    assert engines["jinja2"].get_template(name(path))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_obeys_the_content_security_policy(path):
    text = path.read_text()

    assert not re.search(r"<style\b|\son[a-z]+\s*=\s*[\"']|href=\"javascript:", text), (
        "no inline style or handler"
    )
    for script in re.findall(r"<script\b[^>]*>", text):
        is_data = 'type="application/json"' in script or 'type="application/ld+json"' in script
        assert "src=" in script or is_data, "no inline script"
    assert not re.search(r"hx-on|hx-vals=['\"]js:|hx-trigger=\"[^\"]*\[", text), (
        "htmx must not evaluate strings"
    )


def test_every_word_that_scripts_say_can_be_translated():
    said = {word for path in SCRIPTS for word in re.findall(r"\bt\(\s*\"([^\"]+)\"", path.read_text())}

    assert said == set(WORDS)
