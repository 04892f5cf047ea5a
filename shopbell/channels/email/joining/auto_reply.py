"""Automatic mail that nobody waits behind: out of office, newsletters, notices. It stands in its ticket, and starts no
wait, opens nothing again and tells nobody.

Only what says that it answers by itself counts (RFC 3834 §5.1, and what servers wrote before that). A mailing list or
a header that asks others to keep silent is no such word: a person may have written that mail.
"""

import re

from ..mime.head import head
from ..mime.headers import HEAD_END, words
from ..mime.part import split
from ..parse import Inbound
from .author import author_of
from .mailing_list import is_newsletter
from .reaction import is_kind_reaction

MOST_BYTES = 256_000
SUBJECT = re.compile(
    r"^\W*(?:auto(?:matic)?[- ]?(?:reply|response)|out of (?:the )?office|ooo\b|abwesen|automatische antwort|"
    r"réponse automatique|absence|respuesta automática|fuera de (?:la )?oficina|risposta automatica|fuori sede|"
    r"resposta automática|ausência|automatisch antwoord|afwezig|autosvar|automatisk(?:t)? svar|frånvaro|"
    r"automaattinen vastaus|odpowiedź automatyczna|автоответ|автоматический ответ|自動応答|自动回复|رد تلقائي)",
    re.IGNORECASE,
)


def is_auto_reply(raw: bytes) -> bool:
    """Whether a program answered in somebody's absence. Never raises."""
    end = HEAD_END.search(raw, 0, MOST_BYTES)
    try:
        head = split(raw[: end.end() if end else MOST_BYTES])
        first = {name: words(head.first(name)).strip().lower() for name in HEADERS}
    except Exception:  # noqa: BLE001 (a broken head says nothing)
        return False
    if first["auto-submitted"].startswith("auto-replied") or first["precedence"] == "auto_reply":
        return True
    says_so = any(
        first[name] not in ("", "no", "none") for name in ("x-autoreply", "x-autorespond", "x-autoresponder")
    )
    return says_so or bool(first["x-auto-response-suppress"] and SUBJECT.match(first["subject"]))


def nobody_waits(raw: bytes, inbound: Inbound, *, is_answer: bool) -> bool:
    """Whether a program wrote this and nobody waits for an answer: an absence, a newsletter, a notice, a thumb.

    A notice or a newsletter that answers a mail of ours is none: other desks mail their agents' words so, and some let
    them leave a list with each, while what answers by itself says that it does (RFC 3834 §5.1). Nor is one that names
    somebody else to be answered: so contact forms mail, and the services that mail for them say that all of it is bulk.
    """
    if inbound.auto_submitted and is_auto_reply(raw):
        return True
    if is_answer and is_kind_reaction(inbound):
        return True
    if is_answer or author_of(inbound) != inbound.sender:
        return False
    return (inbound.auto_submitted and _is_notice(raw)) or (inbound.is_bulk and is_newsletter(raw))


def _is_notice(raw: bytes) -> bool:
    return (
        words(head(raw).first("auto-submitted"))
        .strip()
        .lower()
        .startswith(("auto-generated", "auto-notified"))
    )


SAYING_SO = ("x-autoreply", "x-autorespond", "x-autoresponder")
HEADERS = ("auto-submitted", "precedence", "x-auto-response-suppress", "subject", *SAYING_SO)
