"""Which mails may be shown to others with every byte as they came: redirected, or attached to a forward.

Not what an agent wrote, also above what they passed on: a mail holds more than the desk shows of it. And not what lets
its reader into the ticket, or into a chat: a quote of our mail holds the link, and the address it answers to the token.
"""

from collections.abc import Iterator

from shopbell.channels.registry import without_keys

from .email_message import EmailMessage
from .joining import token
from .joining.passed_on import is_passed_on
from .mime.part import Part, split

MOST_DEEP = 3  # mails inside mails that are looked into


def may_be_shown(mail: EmailMessage) -> bool:
    return is_of_customer(mail) and not opens_something(mail)


def is_of_customer(mail: EmailMessage) -> bool:
    """Whether a customer wrote all of it."""
    return mail.message.customer_id is not None and not is_passed_on(mail.message)


def opens_something(mail: EmailMessage) -> bool:
    """Whether a reply token or a continue link stands in its bytes, in whatever encoding."""
    return any(token.opens(text) or without_keys(text) != text for text in _texts(mail.raw.raw))


def _texts(raw: bytes, deep: int = 0) -> Iterator[str]:
    """All that may be words in it; tokens and links are plain ASCII, whatever the charset around them."""
    yield raw.decode("latin-1")
    for part in _leaves(split(raw)):
        if part.kind.startswith("message/") and deep < MOST_DEEP:
            yield from _texts(part.content, deep + 1)
        elif part.is_encoded and part.kind.startswith(("text/", "multipart/")):
            yield part.content.decode("latin-1")


def _leaves(part: Part) -> Iterator[Part]:
    for each in part.parts:
        yield from _leaves(each)
    if not part.parts:
        yield part
