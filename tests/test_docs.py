"""The documents say what is: every name in them exists, and what must be documented is."""

import ast
import re
import runpy
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

from shopbell.channels.registry import CHANNELS
from shopbell.cli import COMMANDS
from shopbell.core.setting_table import SETTINGS
from shopbell.segments.query import CUSTOMER_FIELDS
from shopbell.tickets.event import Verb
from shopbell.tickets.filter.field import FIELDS

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))

FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
BLOCK_LINE = re.compile(r"^    (\S.*)$", re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
ROW = re.compile(r"^\| `(\w+)`(?: \(secret\))? \| (.+?) \| (.+) \|$", re.MULTILINE)
PLACE = re.compile(
    r"(?:shopbell|widget|tests|docs|bin|benchmarks|requirements)(?:/[\w.*-]+)+/?|Makefile|[\w.-]+\.(?:mjs|toml)"
)
NAME = re.compile(r"([\w.]+)\(\)")
PROGRAM = re.compile(r"(?:^|bin/)shopbell ([a-z][a-z-]*)")
STARTING = [f"shopbell/cli/{name}.py" for name in ("first_start", "mailroom", "migrate", "pages")]
TARGET = re.compile(r"(?:^|; |&& )make ([a-z]+)")


def text_of(page: Path) -> str:
    return page.read_text()


def code_of(page: Path) -> list[str]:
    """What stands in code: spans in the text, and the lines of indented blocks."""
    text = FENCE.sub("", text_of(page))
    return SPAN.findall(text) + BLOCK_LINE.findall(text)


def targets() -> list[str]:
    return re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)


# --- what is named exists -----------------------------------------------------------------------


@each_page
def test_every_link_leads_somewhere(page):
    for link in LINK.findall(FENCE.sub("", text_of(page))):
        address, _, anchor = link.partition("#")
        if "://" in address:
            continue
        target = (page.parent / address).resolve() if address else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def anchors(page: Path) -> set[str]:
    plain = (re.sub(r"[^\w\s-]", "", heading).strip().lower() for heading in HEADING.findall(text_of(page)))
    return {heading.replace(" ", "-") for heading in plain}


@each_page
def test_every_path_exists(page):
    for word in code_of(page):
        if PLACE.fullmatch(word):
            assert list(ROOT.glob(word.rstrip("/"))), word


@each_page
def test_every_command_and_make_target_exists(page):
    for line in code_of(page):
        for command in PROGRAM.findall(line):
            assert command in COMMANDS, line
        for target in TARGET.findall(line):
            assert target in targets(), line


@each_page
def test_every_setting_that_is_named_exists(page):
    named = set(re.findall(r"\bSHOPBELL_[A-Z_]+[A-Z]", text_of(page)))
    known = {setting.name for setting in SETTINGS}

    assert {name.removesuffix("_FILE") for name in named} <= known


def test_every_function_of_the_tour_exists_in_a_file_beside_it():
    spans = SPAN.findall(text_of(DOCS / "tour.md"))
    places = [number for number, span in enumerate(spans) if PLACE.fullmatch(span)]
    lost = []
    for number, span in enumerate(spans):
        if name := NAME.fullmatch(span):
            before = [place for place in places if place < number][-1:]
            after = [place for place in places if place > number][:1]
            if not any(defines(ROOT / spans[place], name[1]) for place in before + after):
                lost.append(span)

    assert not lost


def defines(path: Path, name: str) -> bool:
    if not path.is_file():
        return False
    if path.suffix != ".py":
        last = re.escape(name.rpartition(".")[2])
        return bool(
            re.search(rf"(?:function|class) {last}\b|^\s*(?:async )?{last}\(", path.read_text(), re.MULTILINE)
        )
    return name in names_in(ast.parse(path.read_text()))


def names_in(tree: ast.AST, before: str = "") -> set[str]:
    found = set()
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found |= {before + node.name} | names_in(node, f"{before}{node.name}.")
    return found


# --- what exists is named -----------------------------------------------------------------------


def test_every_setting_is_documented_with_its_default_and_its_sentence():
    documented = {
        name: (default.strip("`"), words)
        for name, default, words in ROW.findall(text_of(DOCS / "settings.md"))
    }
    settings = {setting.name: (setting.default or "empty", setting.help) for setting in SETTINGS}

    assert documented == settings


def test_a_secret_setting_is_marked_as_one():
    marked = set(re.findall(r"^\| `(\w+)` \(secret\)", text_of(DOCS / "settings.md"), re.MULTILINE))

    assert marked == {setting.name for setting in SETTINGS if setting.is_secret}


@pytest.mark.parametrize("verb", Verb.values)
def test_every_verb_is_in_the_vocabulary(verb):
    assert f"| **{verb}** |" in text_of(DOCS / "vocabulary.md")


@pytest.mark.parametrize("kind", sorted(CHANNELS))
def test_every_channel_is_in_the_vocabulary(kind):
    assert f"`{kind}`" in text_of(DOCS / "vocabulary.md")


@pytest.mark.parametrize("field", sorted(FIELDS))
def test_every_field_of_filters_is_documented_with_its_example(field):
    rows = re.findall(r"^\| `([\w-]+)` \| .+ \| `(.+)` \|$", text_of(DOCS / "filters.md"), re.MULTILINE)

    assert dict(rows)[field] == FIELDS[field].example


def test_every_field_that_is_documented_exists():
    fields = text_of(DOCS / "filters.md").partition("## Fields")[2]

    assert set(re.findall(r"^\| `([\w-]+)` \|", fields, re.MULTILINE)) == set(FIELDS)


def test_the_fields_of_customers_are_documented_with_their_examples():
    rows = re.findall(r"^\| `([\w-]+)` \| .+ \| `(.+)` \|$", text_of(DOCS / "customers.md"), re.MULTILINE)

    assert dict(rows) == {field.name: field.example for field in CUSTOMER_FIELDS.values()}


def test_every_decision_is_listed_under_its_title_and_numbered_in_order():
    pages = sorted((DOCS / "decisions").glob("[0-9]*.md"))
    listed = text_of(DOCS / "decisions" / "README.md")

    for page in pages:
        number, _, title = text_of(page).splitlines()[0].removeprefix("# ").partition(": ")
        assert f"| [{number}]({page.name}) | {title} |" in listed
    assert all(int(after.name[:4]) == int(before.name[:4]) + 1 for before, after in pairwise(pages))


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_an_operator_finds_every_command(command):
    said = [line for page in (ROOT / "README.md", DOCS / "operations.md") for line in code_of(page)]

    assert any(command in PROGRAM.findall(line) for line in said)


def test_every_reason_not_to_start_is_explained():
    table = text_of(DOCS / "operations.md")
    files = [*(ROOT / "shopbell/core/embedded_postgres").glob("*.py"), *map(ROOT.joinpath, STARTING)]
    heads = [head for path in files for head in refusals(ast.parse(path.read_text()))]

    assert len(heads) > 20
    assert not [head for head in heads if not re.search(re.escape(head).replace("…", ".+"), table)]


def refusals(tree: ast.AST) -> list[str]:
    """The sentences of CannotStart up to what one should do, with … for what is filled in."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    words = [call.args[0] for call in calls if ast.unparse(call.func) in {"CannotStart", "AlreadyRunning"}]
    texts = [
        "".join(part.value if isinstance(part, ast.Constant) else "…" for part in parts_of(word))
        for word in words
    ]
    heads = [re.split(r"[:,] | [(]|…:", text)[0].rstrip(". …") for text in texts]
    return [head for head in heads if len(head.split()) > 2]


def parts_of(word: ast.expr) -> list[ast.expr]:
    return word.values if isinstance(word, ast.JoinedStr) else [word]


@pytest.mark.parametrize("target", targets())
def test_every_make_target_is_explained(target):
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", DOCS / "operations.md"]

    assert any(target in TARGET.findall(line) for page in pages for line in code_of(page))


def test_every_page_of_the_documents_can_be_reached_from_the_readme():
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        reached.add(page)
        linked = {
            (page.parent / link.partition("#")[0]).resolve()
            for link in LINK.findall(text_of(page))
            if "://" not in link
        }
        waiting += [each for each in linked if each.suffix == ".md" and each.exists() and each not in reached]

    assert set(PAGES) <= reached


# --- requirements -------------------------------------------------------------------------------


def test_the_table_of_requirements_has_all_of_them_and_their_tests():
    requirements = runpy.run_path(str(ROOT / "bin" / "requirements"))
    table = text_of(DOCS / "requirements.md")

    assert re.findall(r"^\| (R\d+) \|", table, re.MULTILINE) == requirements["ALL"]
    assert requirements["filled"](table) == table, "bin/requirements --write brings it in step."


def test_the_floors_stand_in_contributing_as_the_check_has_them():
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]
    line = text_of(ROOT / "CONTRIBUTING.md").partition("## Floors\n\n")[2].partition("\n\n")[0]

    assert [set(SPAN.findall(floor)) for floor in line.split("←")] == [
        set(floor.split(" | ")) for floor in reversed(contract["layers"])
    ]
