"""Promises about the texts of the product: each can be translated, and the translations are in step."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.template import engines
from django.utils.translation import gettext, override, pgettext

from shopbell.shop.order import OrderStatus
from shopbell.tickets.status import Status

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "shopbell"
TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.html"))
BARE = {"500.html": "stands on its own, when nothing else does"}
NAMES = {"Shopbell", "Enter", "Esc", "Website"}  # our name, keys, and the field that no person sees
# the terminal speaks English, and so does what only an operator or a made-up shopper reads
TERMINAL = (
    "cli/",
    "demo/",
    "shop/feed/csv_file.py",
    "shop/feed/csv_kind.py",
    "shop/feed/load.py",
    "shop/file_part.py",
    "shop/importer.py",
    "shop/shop_file.py",
)
SAYS_NO = {"Refused", "Forbidden", "TooMany", "ValidationError", "Http404"}


def name(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


@pytest.mark.parametrize("path", [path for path in TEMPLATES if path.name not in BARE], ids=name)
def test_a_template_says_nothing_that_cannot_be_translated(path):
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->", "\0", path.read_text(), flags=re.S)
    said = re.findall(r">([^<>]+)<", f">{text}<")
    said += re.findall(r"(?:title|aria-label|placeholder|alt)=\"([^\"]*)\"", text)

    words = {
        word.strip(" ·\n")
        for part in said
        for word in part.split("\0")
        if re.search("[A-Z][a-z]{2}|[a-z]{2} [a-z]", word)
    }
    words = {word for word in words if "=" not in word}  # code
    assert words <= NAMES, f"put {words - NAMES} into _(…)"


def test_no_refusal_is_said_in_one_language_only():
    bare = []
    for path in sorted(PACKAGE.rglob("*.py")):
        if name(path).startswith(TERMINAL):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            is_text = isinstance(node.args[0], ast.JoinedStr) or (
                isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)
            )
            if called in SAYS_NO and is_text:
                bare.append(f"{name(path)}:{node.lineno}")

    assert bare == [], "put these sentences into _(…)"


def test_no_script_says_a_sentence_of_its_own():
    bare = []
    for path in sorted((PACKAGE / "web" / "js").rglob("*.ts")) + sorted((ROOT / "widget").rglob("*.ts")):
        for line in path.read_text().splitlines():
            code = re.sub(r"^\s*(//|\*|/\*).*|\s//\s.*|\bt\(\s*\"[^\"]+\"", "", line)
            bare += [
                f"{path.name}: {text}" for text in re.findall(r"[\"`]([A-Z][a-z]+ [a-z]+[^\"`]*)[\"`]", code)
            ]

    assert bare == []


def test_the_translations_are_in_step_with_the_texts():
    checked = subprocess.run(
        [sys.executable, "bin/words.py", "check"], cwd=ROOT, capture_output=True, text=True
    )

    assert checked.returncode == 0, f"{checked.stdout}{checked.stderr}"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["Open", "Open", "Pending", "Pending", "Code", "Code"]),
        ("fr", ["Ouvert", "Ouverts", "En attente", "À traiter", "Code", "Code"]),
        ("ar", ["مفتوحة", "المفتوحة", "قيد الانتظار", "قيد المعالجة", "نص برمجي", "الرمز"]),
    ],
)
def test_a_word_with_two_meanings_is_translated_by_its_meaning(language, said):
    page = engines["jinja2"].from_string('{{ pgettext("formatting", "Code") }}')

    with override(language):
        assert said == [
            str(Status.OPEN.label), pgettext("tickets", "Open"), str(Status.PENDING.label),
            str(OrderStatus.PENDING.label), page.render(), pgettext("sign-in", "Code"),
        ]  # fmt: skip


@pytest.mark.parametrize("language", ["de", "es", "fr"])
def test_a_language_is_written_in_its_own_letters(language):
    words = (PACKAGE / "locale" / language / "LC_MESSAGES" / "django.po").read_text()

    assert re.findall(r".*[\u0600-\u06ff].*", words) == []  # a translation of another language came in


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_no_sentence_is_said_in_german_elsewhere(language):
    def catalogue(name: str) -> dict:
        with (PACKAGE / "locale" / name / "LC_MESSAGES" / "django.po").open("rb") as file:
            return {(each.context, each.id): each.string for each in read_po(file, locale=name) if each.id}

    german, other = catalogue("de"), catalogue(language)
    sentences = {key: said for key, said in german.items() if isinstance(said, str) and " " in said}
    assert [key for key, said in sentences.items() if other.get(key) == said != key[1]] == []


def test_in_arabic_eleven_of_a_thing_are_counted_otherwise_than_a_hundred():
    """The forms stand in the order of the catalogue's head: the fifth is for a hundred, the last for 11 to 99."""
    with (PACKAGE / "locale" / "ar" / "LC_MESSAGES" / "django.po").open("rb") as file:
        plurals = [each.string for each in read_po(file) if isinstance(each.string, tuple) and each.id]
    bent = "ًا"
    exchanged = [
        hundred
        for *_few, hundred, eleven in plurals
        if hundred.replace(bent, "") == eleven.replace(bent, "") and hundred.count(bent) > eleven.count(bent)
    ]
    assert exchanged == []


def test_anybody_is_one_of_them_and_not_everybody():
    with override("de"):
        assert pgettext("whom to talk to", "Anybody") == "Wer gerade kann"
        assert gettext("Anybody") == "Egal wer"  # who is to do a task
