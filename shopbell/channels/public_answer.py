"""Answering where everybody reads it: a floor above says why an agent may not (`routing/public_answer.py`)."""

from collections.abc import Callable

from shopbell.accounts.agent import Agent

from .registry import Channel

WHY_NOT: list[Callable[[Agent, str], str]] = []  # of an agent and the kind of a channel; empty: they may


def why_not_in_public(agent: Agent, channel: Channel) -> str:
    """The sentence of what keeps `agent` from answering on `channel`; empty when nothing does."""
    if not channel.is_public:
        return ""
    return next(filter(None, (each(agent, channel.kind) for each in WHY_NOT)), "")
