"""The words of the pages in other languages: shopbell/locale/<language>/LC_MESSAGES/django.po, one per language.

`bin/translate` brings every .po in step with templates, Python and the scripts' words (shopbell/web/words.py),
keeping what is translated; `bin/translate check` only says what is wrong; `bin/translate compile` makes the
.mo files that a running desk reads, in build/locale (bin/setup does). `bin/translate add fr` begins a language.
"""

import io
import re
import sys
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "shopbell"
LOCALE = SOURCES / "locale"
BUILT = ROOT / "build" / "locale"
METHODS = [
    ("**/migrations/**", "ignore"),
    ("**.py", "python"),
    ("**/templates/**.html", "jinja2"),
    ("**/templates/**.txt", "jinja2"),
]
OPTIONS = {
    "**": {"trim_blocks": "true", "lstrip_blocks": "true", "extensions": "jinja2.ext.do", "silent": "false"}
}
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "_t": None,
    "_n": (1, 2),
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
}
HEADERS = ("Language:", "Plural-Forms:", "MIME-Version:", "Content-Type:", "Content-Transfer-Encoding:")


def extracted() -> Catalog:
    """Every text that gettext is asked for, with the files that ask."""
    catalog = Catalog(charset="utf-8")
    found = extract_from_dir(
        str(SOURCES), METHODS, OPTIONS, KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
    )
    for file, _line, words, comments, context in found:
        catalog.add(words, None, [(f"shopbell/{file}", None)], auto_comments=comments, context=context)
    return catalog


def path_of(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def languages() -> list[str]:
    return sorted(path.parent.parent.name for path in LOCALE.glob("*/LC_MESSAGES/django.po"))


def read(language: str) -> Catalog:
    with open(path_of(language), "rb") as file:
        return read_po(file, locale=language)


def written(catalog: Catalog) -> str:
    """The .po file: by text, without line numbers and dates, so that it changes only when words do."""
    file = io.BytesIO()
    catalog.header_comment = (
        "# The words of Shopbell. bin/translate keeps this file in step with the product."
    )
    catalog.fuzzy = False
    write_po(file, catalog, width=110, include_lineno=False, sort_output=True, ignore_obsolete=True)
    lines = file.getvalue().decode().splitlines(keepends=True)
    end = next(at for at, line in enumerate(lines) if line == "\n")
    head = re.sub(r'(?<!\\n)(?<!")"\n"', "", "".join(lines[:end])).splitlines(
        keepends=True
    )  # a long header is wrapped
    head = [line for line in head if not line.startswith('"') or line[1:].startswith(HEADERS)]
    return "".join([*head, *lines[end:]])


def in_step(language: str, template: Catalog) -> Catalog:
    catalog = read(language)
    catalog.update(template, no_fuzzy_matching=True)
    return catalog


def faults(language: str, template: Catalog) -> list[str]:
    """What is wrong with the words of a language, a sentence each. What is not translated stays English: no fault."""
    catalog = in_step(language, template)
    said = [f"has “{_shown(each)}” marked as fuzzy" for each in catalog if each.id and each.fuzzy]
    for each, errors in catalog.check():
        said += [f"says “{_shown(each)}” with other placeholders: {error}" for error in errors]
    said += [f"says “{_shown(each)}” with other gaps" for each in catalog if not _has_same_gaps(each)]
    if not said and written(catalog) != path_of(language).read_text():
        said = ["is not in step: run bin/translate"]
    return [f"{language} {sentence}" for sentence in said]


def _strings(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def _shown(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple) else message.id


def _has_same_gaps(message: Message) -> bool:
    """The words of the widget's script have gaps `{}`, filled in order."""
    return all(text.count("{}") == _shown(message).count("{}") for text in _strings(message) if text)


def compile_all() -> None:
    for language in languages():
        target = BUILT / language / "LC_MESSAGES" / "django.mo"
        target.parent.mkdir(parents=True, exist_ok=True)
        with open(target, "wb") as file:
            write_mo(file, read(language))


def main(words: list[str]) -> int:
    if words == ["compile"]:
        compile_all()
        return 0
    template = extracted()
    if words == ["check"]:
        said = [sentence for language in languages() for sentence in faults(language, template)]
        print(*said, sep="\n", end="\n" if said else "")
        return bool(said)
    if words[:1] == ["add"]:
        path_of(words[1]).parent.mkdir(parents=True, exist_ok=True)
        path_of(words[1]).write_text(written(Catalog(locale=words[1])))
    for language in languages():
        catalog = in_step(language, template)
        path_of(language).write_text(written(catalog))
        for each in catalog:
            if each.id and not all(_strings(each)):
                print(f"{language} has no “{_shown(each)}”")
    compile_all()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
