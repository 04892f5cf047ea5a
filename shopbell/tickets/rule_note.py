"""Notes that no person wrote: kept as a code with its data, and read in the reader's language.

The text has the sentence in English all the same, for the search, for exports, and for a version that no longer knows
the code. The sentences stand in `rule.py`.
"""

import uuid
from collections.abc import Callable
from datetime import datetime

from django.utils.translation import override

from shopbell.accounts.agent import Agent
from shopbell.core.storable import storable

from .message import Message, add_note
from .rule import SENTENCES, sentence_of
from .ticket import Ticket


def add_rule_note(
    ticket: Ticket, code: str, *, by: Agent | str, below: str = "", client_id: uuid.UUID | None = None,
    at: datetime | None = None, **data: str,
) -> tuple[Message, bool]:  # fmt: skip
    """Add the note that `code` stands for, filled in with `data`, and `below` it somebody's own words.

    Returns the message and whether it is new.
    """
    sentence = _in_english(code, data)
    text = f"{sentence}\n\n{below}" if below else sentence
    told = {"code": code, "data": data, "length": len(sentence)}
    return add_note(ticket, text, by=by, client_id=client_id, at=at, told=told)


def reword_rule_note(note: Message, change: Callable[[str], str]) -> None:
    """Put `change` of each of its data into what a rule says in `note`; somebody's own words below it stay.

    Changes nothing where `change` changes nothing.
    """
    if not note.told:
        return
    data = {name: change(said) if isinstance(said, str) else said for name, said in note.told["data"].items()}
    if data == note.told["data"]:
        return
    code, length = note.told["code"], note.told["length"]
    sentence = _in_english(code, data) if code in SENTENCES else change(note.text[:length])
    told = {"code": code, "data": data, "length": len(sentence)}
    Message.objects.filter(pk=note.pk).update(text=sentence + note.text[length:], told=told)


def _in_english(code: str, data: dict[str, str]) -> str:
    with override("en"):
        return storable(sentence_of(code, data))
