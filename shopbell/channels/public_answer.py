"""Answering where everybody reads it: a floor above says why an agent may not (`routing/public_answer.py`).

A rule does not speak there, except those whose words are for everybody (`FOR_EVERYBODY`), as the shop itself.
"""

from collections.abc import Callable

from shopbell.accounts.agent import Agent

from .registry import CHANNELS, Channel, answering

WHY_NOT: list[Callable[[Agent, str], str]] = []  # of an agent and the kind of a channel; empty: they may
FOR_EVERYBODY: set[str] = set()  # names of rules


def public_kinds() -> list[str]:
    """The channels on which everybody reads an answer."""
    return [kind for kind in CHANNELS if answering(kind).is_public]


def why_not_in_public(agent: Agent, channel: Channel) -> str:
    """The sentence of what keeps `agent` from answering on `channel`; empty when nothing does."""
    if not channel.is_public:
        return ""
    return next(filter(None, (each(agent, channel.kind) for each in WHY_NOT)), "")
