"""The corpus of replies as mails: reads `tests/corpus/replies` and writes each as text or as a page."""

import html
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from shopbell.core.html import clean

CORPUS = Path(__file__).resolve().parents[2] / "corpus/replies"


def read(name: str) -> dict:
    return tomllib.loads((CORPUS / f"{name}.toml").read_text())


LANGUAGES, PROGRAMS, FORWARDS = read("languages"), read("openings"), read("forwards")
SIGNATURES, LETTERS = read("signatures"), read("letters")["letter"]


def openings_of(program: str) -> dict[str, str]:
    """The openings of a program by language; some are those of another with a line above."""
    said = PROGRAMS[program]
    openings = said.get("openings") or PROGRAMS[said["same-as"]]["openings"]
    if "above" in said:
        return {language: f"{line}\n{openings[language]}" for language, line in said["above"].items()}
    return openings


OPENINGS = [(program, language) for program in PROGRAMS for language in openings_of(program)]
FORWARD_OPENINGS = [(program, language) for program in FORWARDS for language in FORWARDS[program]["openings"]]
SENT = [(language, words) for language, all_words in SIGNATURES["sent"].items() for words in all_words]


def language_of(code: str) -> dict[str, str]:
    return LANGUAGES[code if code in LANGUAGES else code.split("-")[0]]


def marked(words: str, marks: str) -> str:
    return "\n".join(f"{marks}{line}".rstrip() for line in words.split("\n"))


def page_of(words: str) -> str:
    return html.escape(words, quote=False).replace("\n", "<br>")


def words_of(page: str) -> str:
    """What a page says, with a line break where a screen has one."""
    broken = re.sub(r"<(?:br|hr|/?p|/?div|/?tr|/?li|/?blockquote|/?table)\b[^>]*>", "\n", clean(page))
    return html.unescape(re.sub(r"<[^>]*>", " ", broken))


def bare(words: str) -> str:
    return re.sub(r"[\s\u200b-\u200f\u202a-\u202e]", "", words)


def letters(words: str) -> str:
    return "".join(sorted(bare(words)))


def text_reply(program: str, language: str) -> str:
    said, opening = language_of(language), openings_of(program)[language]
    quoted = marked(said["quoted"], PROGRAMS[program]["marks"])
    return f"{said['answer']}\n\n{PROGRAMS[program].get('rule', '')}\n{opening}\n\n{quoted}\n"


def page_reply(program: str, language: str) -> str:
    said, opening = language_of(language), openings_of(program)[language]
    return PROGRAMS[program]["html"].format(
        answer=page_of(said["answer"]), opening=page_of(opening), quoted=page_of(said["quoted"])
    )


def text_forward(program: str, language: str) -> str:
    said, opening = language_of(language), FORWARDS[program]["openings"][language]
    return f"{said['answer']}\n\n{opening}\n\n{marked(said['quoted'], FORWARDS[program].get('marks', ''))}"


def page_forward(program: str, language: str) -> str:
    said, opening = language_of(language), FORWARDS[program]["openings"][language]
    return FORWARDS[program]["html"].format(
        answer=page_of(said["answer"]), opening=page_of(opening), quoted=page_of(said["quoted"])
    )


class Case(NamedTuple):
    """A mail of the corpus, and the words of it that are to be shown."""

    name: str
    mail: str
    is_page: bool
    shown: str


def cases() -> Iterator[Case]:
    """Every mail of the corpus."""
    for program, language in OPENINGS:
        answer = language_of(language)["answer"]
        yield Case(f"{program} {language}", text_reply(program, language), False, answer)
        yield Case(f"{program} {language} page", page_reply(program, language), True, answer)
    for program, language in FORWARD_OPENINGS:
        text, page = text_forward(program, language), page_forward(program, language)
        yield Case(f"forward {program} {language}", text, False, text)
        yield Case(f"forward {program} {language} page", page, True, words_of(page))
    for language, words in [*SENT, *SIGNATURES["disclaimers"].items()]:
        answer = language_of(language)["answer"]
        yield Case(f"signature {language}", f"{answer}\n\n{words}\n", False, answer)
    for letter in LETTERS:
        mail = letter.get("page") or letter["mail"].strip("\n")
        is_page = "page" in letter
        yield Case(letter["name"], mail, is_page, letter.get("shown", words_of(mail) if is_page else mail))
