"""Holding what a stranger typed: asked by the channels that take it in, answered by the filter of the mail channel."""

from collections.abc import Callable

from shopbell.tickets.message import Message

HOLDERS: list[Callable[[Message], None]] = []


def hold_if_spam(message: Message) -> None:
    """Keep the ticket that `message` has just opened out of every queue, if it looks like spam."""
    for hold in HOLDERS:
        hold(message)
