"""An agent's own words in their answer: without what it quotes and without their signature.

What is quoted is a mail of the desk to its agent: names of colleagues, other tickets, words of a note. None of that may
reach a customer, so whatever the folding of quotes left over is looked for again here; and where a trace of our mail is
still to be seen, the answer is not taken at all. Pure.
"""

import re
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.core.errors import Refused

from ..mime.body import File
from ..parse import Inbound
from ..quotes.fold import fold_text
from ..quotes.signature import CONTACT
from .token import names_one

LINE = re.compile(r"~~~ .{3,100} ~~~")
QUOTED = re.compile(r"^\s*>")
COMMAND = re.compile(r"#([^\W\d_]{2,20})")
COMMANDS = {"note", "solve"}
SIGNATURE_LINES = 8
SHORT_LINE = 80
SENTENCE_END = (".", "!", "?", "…", ":", "。", "？", "！")
GAP = re.compile(r"\n{3,}")  # as pages leave it
STANDS = "words"  # for those of a letter that a quote stands below
NO_FILES = {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"}


@dataclass(frozen=True)
class Words:
    """What the agent wrote, and the commands that stood above it."""

    text: str
    commands: frozenset[str] = frozenset()


def line_above() -> str:
    """The first line of a mail that may be answered, in the reader's language. Programs quote it with the rest."""
    words = _("Write your answer above this line")
    return f"~~~ {words} ~~~"


def own_words(inbound: Inbound, agent: Agent, desk: str) -> Words:
    """What `agent` wrote in `inbound`; `desk` is the address that the desk's own mail comes from.

    Raises Refused for a command that there is none of, and where quote and answer cannot be told apart.
    """
    lines = _above_the_line(inbound.text.replace("\r\n", "\n").split("\n"))
    lines = [line for line in lines if not QUOTED.match(line)]
    text = _without_opening("\n".join(lines).strip())
    traces = (f"{settings.SITE_URL}/desk/", desk)
    if names_one(text) or LINE.search(text) or any(each.lower() in text.lower() for each in traces):
        raise Refused(
            _(
                "Your words could not be told from the mail that they answer. Delete the quoted mail below them, and "
                "send them again."
            )
        )
    text, commands = _commands(text)
    return Words(GAP.sub("\n\n", _without_signature(text, agent).strip()), commands)


def own_files(inbound: Inbound) -> list[File]:
    """The files that go along: not the pictures of a quote or a signature, which only the folded part shows.

    Raises Refused for a mail among them: it would be the notification itself.
    """
    if any(file.content_type.startswith("message/") for file in inbound.files):
        raise Refused(_("A whole mail was attached, which could be one of the desk's own. Leave it out."))
    return [
        file
        for file in inbound.files
        if file.content_type.lower() not in NO_FILES and not _is_folded(file, inbound)
    ]


def _is_folded(file: File, inbound: Inbound) -> bool:
    name = f"cid:{file.content_id}"
    return bool(file.content_id) and name in inbound.quoted_html and name not in inbound.html


def _above_the_line(lines: list[str]) -> list[str]:
    return next((lines[:number] for number, line in enumerate(lines) if LINE.search(line)), lines)


def _without_opening(text: str) -> str:
    """Without "On … wrote:", the last line when the quote below it is gone. Words must stand above one to be told."""
    shown, _folded = fold_text(f"{STANDS}\n\n{text}\n\n> {STANDS}")
    return shown.removeprefix(STANDS).strip() if shown.startswith(STANDS) else text


def _commands(text: str) -> tuple[str, frozenset[str]]:
    """The words below the lines that give a command. Raises Refused for one that is none."""
    lines, found = text.split("\n"), set()
    while lines and (not lines[0].strip() or COMMAND.fullmatch(lines[0].strip())):
        if line := lines.pop(0).strip():
            found.add(line[1:].lower())
    if unknown := sorted(found - COMMANDS):
        raise Refused(
            _("There is no command #%(name)s: only #note and #solve. Nothing was sent.")
            % {"name": unknown[0]}
        )
    return "\n".join(lines), frozenset(found)


def _without_signature(text: str, agent: Agent) -> str:
    """Without the agent's signature: the one that the desk knows, or their name with ways to reach them below it."""
    own = [line.strip() for line in agent.signature.strip().split("\n")] if agent.signature.strip() else []
    lines = text.rstrip().split("\n")
    if own and [line.strip() for line in lines[-len(own) :]] == own and len(lines) > len(own):
        return "\n".join(lines[: -len(own)])
    for number in range(max(1, len(lines) - SIGNATURE_LINES), len(lines)):
        if lines[number].strip(" *_,").casefold() == agent.name.casefold() and agent.name:
            return "\n".join(lines[:number]) if _is_card(lines[number + 1 :]) else text
    return text


def _is_card(lines: list[str]) -> bool:
    """Whether what stands below a name says only where somebody is to be reached; a postscript is the writer's word."""
    said = [line.strip() for line in lines if line.strip()]
    return (
        any(CONTACT.search(line) for line in said)
        and all(len(line) <= SHORT_LINE for line in said)
        and not any(line.endswith(SENTENCE_END) for line in said)
    )
