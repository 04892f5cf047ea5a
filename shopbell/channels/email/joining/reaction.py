"""Reactions: Gmail sends a thumb as a mail of its own. It stands in its ticket, and nobody waits behind a kind one."""

import json

from ..parse import Inbound

KIND = "text/vnd.google.email-reaction+json"
UNHAPPY = set("👎😡😠🤬😤😞😟😢😭😕🙁☹😒🙄😩😫😖😣💔❓❔⁉")  # whoever sends these is not done with us


def is_kind_reaction(inbound: Inbound) -> bool:
    """Whether `inbound` says nothing but a sign that asks for no answer."""
    contents = [file.content for file in inbound.files if file.content_type == KIND]
    return bool(contents) and UNHAPPY.isdisjoint(_emoji(contents[0]))


def _emoji(content: bytes) -> str:
    """The sign; a sad one when it cannot be read, so that a person looks at it."""
    try:
        said = json.loads(content[:2000])
    except (ValueError, RecursionError):
        return "❓"
    emoji = said.get("emoji") if isinstance(said, dict) else None
    return emoji if isinstance(emoji, str) and emoji else "❓"
