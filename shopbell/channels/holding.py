"""Holding what a stranger typed: asked by the channels that take it in, answered by the filter of the mail channel."""

from collections.abc import Callable, Collection

from shopbell.tickets.message import Message

# told of the message, and of the signs of a program that its door saw
HOLDERS: list[Callable[[Message, Collection[str]], None]] = []


def hold_if_spam(message: Message, *, signs: Collection[str] = ()) -> None:
    """Keep the ticket that `message` has just opened out of every queue, if it looks like spam.

    With `signs` of a program less evidence is enough.
    """
    for hold in HOLDERS:
        hold(message, signs)
