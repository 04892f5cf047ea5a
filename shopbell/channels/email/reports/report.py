"""Reports: what mail servers and programs tell of a mail that went out. It came back, waits, arrived, was read.

RFC 3464 (delivery status), RFC 8098 (disposition), RFC 5965 (feedback: the recipient called it spam), and the plain
words of servers older than those. Pure: bytes in, a `Report` out or None; nothing here raises.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from ..joining.auto_reply import is_auto_reply
from ..joining.token import OWN
from ..mime.address import Address, addresses
from ..mime.charset import decode
from ..mime.headers import ids, words
from ..mime.part import Part, split

MOST_PARTS, MOST_OUTCOMES, MOST_ABOUT, MOST_BYTES = 200, 100, 1000, 200_000
STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
CODE = re.compile(r"(?<![\d.])([45]\d\d)(?=[ -]\D)")
EMPTY_LINE = re.compile(rb"\r?\n[ \t]*(?:\r?\n)+")
OURS = re.compile(r"<(shopbell\.[^<>\s@]{1,80}@[^<>\s]{1,255})>")
SERVERS = re.compile(r"^(?:mailer-daemon|postmaster|mail-daemon|mdaemon|mailerdaemon|no-?reply-?bounce.*)$")
CAME_BACK = re.compile(  # subjects and first lines of plain ones, as servers write them
    r"undeliver|deliver(?:y|ing|ed)?\b.{0,40}(?:fail|status|problem|error)|returned mail|mail delivery|failure notice|"
    r"not be delivered|returned to sender|could not send|unzustellbar|nicht zugestellt|non remis|non distribu|"
    r"no se (?:ha podido|pudo) entregar|mancata consegna|não (?:foi )?entregue|onbestelbaar|kan ikke leveres",
    re.IGNORECASE,
)


class Action(StrEnum):
    FAILED = "failed"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    READ = "read"
    COMPLAINT = "complaint"


GRAVITY = [Action.FAILED, Action.COMPLAINT, Action.DELAYED, Action.READ, Action.DELIVERED]
ACTIONS = {  # RFC 3464 §2.3.3
    "failed": Action.FAILED,
    "delayed": Action.DELAYED,
    "delivered": Action.DELIVERED,
    # the next server took it and reports no more than failures: what providers call delivered
    "relayed": Action.DELIVERED,
    "expanded": Action.DELIVERED,
}


@dataclass(frozen=True)
class Outcome:
    """What became of the mail for one address. `status` is the enhanced code (RFC 3463), `words` the server's own."""

    action: Action
    address: str = ""
    status: str = ""
    words: str = ""

    @property
    def is_bad_address(self) -> bool:
        """Whether the address itself is wrong, and will be tomorrow: RFC 3463 §3.2, RFC 7505."""
        return self.action == Action.FAILED and self.status in BAD_ADDRESS


BAD_ADDRESS = {"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"}


@dataclass
class Report:
    """`about`: the Message-IDs of the mails it speaks of, as far as it names them; `to`: whom it is addressed to."""

    outcomes: list[Outcome] = field(default_factory=list)
    about: list[str] = field(default_factory=list)
    to: list[str] = field(default_factory=list)

    @property
    def worst(self) -> Outcome:
        return min(self.outcomes, key=lambda outcome: GRAVITY.index(outcome.action))


def report_in(raw: bytes) -> Report | None:
    """What `raw` reports, or None when it is a mail like others."""
    try:
        mail = split(raw)
        report = _structured(mail) or _plain(mail, raw)
        if report:
            report.to = [each.address for each in addresses(mail.all("to"))[:20]]
    except Exception:  # noqa: BLE001 (a broken report is read as any other mail)
        return None
    return report


def is_server(sender: Address | None) -> bool:
    """Whether a mail server writes in its own name."""
    return bool(sender and SERVERS.match(sender.address.partition("@")[0]))


def _structured(mail: Part) -> Report | None:
    """By its parts: multipart/report, and what some senders put into a multipart/mixed instead."""
    report = Report()
    for part in _parts(mail):
        if read := READERS.get(part.kind):
            report.outcomes += list(read(part))[: MOST_OUTCOMES - len(report.outcomes)]
        if READERS.get(part.kind) is _delivery_status:
            report.about += _envelope_ids(part)
        if part.kind in RETURNED:
            report.about += [each for value in split(part.content).all("message-id") for each in ids(value)]
        for block in _blocks(part) if part.kind == "message/disposition-notification" else ():
            report.about += ids(_first(block, "original-message-id"))
    report.about = report.about[:MOST_ABOUT]
    return report if report.outcomes else None


RETURNED = {
    "message/rfc822",
    "message/global",
    "text/rfc822-headers",
    "message/rfc822-headers",
    "message/global-headers",
}


def _parts(mail: Part) -> Iterator[Part]:
    """The parts of the report itself: what lies within the mail that it returns is not its own."""
    waiting, count = [mail], 0
    while waiting and count < MOST_PARTS:
        part = waiting.pop(0)
        count += 1
        yield part
        waiting += part.parts


def _blocks(part: Part) -> list[Part]:
    """The groups of fields of a message/delivery-status and its kin, which empty lines part."""
    content = part.content[:MOST_BYTES]
    return [
        split(block + b"\n\n") for block in EMPTY_LINE.split(content, maxsplit=MOST_OUTCOMES)[:MOST_OUTCOMES]
    ]


def _delivery_status(part: Part) -> Iterator[Outcome]:
    for block in _blocks(part):
        action = ACTIONS.get(_first(block, "action").split(" ")[0].lower())
        if action is None:
            continue
        said = _without_type(_first(block, "diagnostic-code")) or _first(block, "status")
        found = STATUS.search(_first(block, "status")) or STATUS.search(said)
        to = _first(block, "original-recipient") or _first(block, "final-recipient")
        yield Outcome(action, _address(to), found[1] if found else "", said[:500])


def _envelope_ids(part: Part) -> list[str]:
    """The id that we gave the envelope: our Message-ID (`sending/notification.py`)."""
    found = [_first(block, "original-envelope-id") for block in _blocks(part)[:1]]
    return [each for each in found if each.startswith(OWN)]


def _disposition(part: Part) -> Iterator[Outcome]:
    for block in _blocks(part):
        done = _first(block, "disposition").rpartition(";")[2].split("/")[0].strip().lower()
        if done:  # deleted unread, or worked on by a program: it has arrived all the same (§3.2.6.2)
            action = Action.READ if done == "displayed" else Action.DELIVERED
            yield Outcome(action, _address(_first(block, "final-recipient")))


def _feedback(part: Part) -> Iterator[Outcome]:
    for block in _blocks(part):
        if _first(block, "feedback-type").lower() in {"abuse", "fraud", "other"}:
            yield Outcome(Action.COMPLAINT, _address(_first(block, "original-rcpt-to")))


READERS = {
    "message/delivery-status": _delivery_status,
    "message/global-delivery-status": _delivery_status,
    "message/disposition-notification": _disposition,
    "message/global-disposition-notification": _disposition,
    "message/feedback-report": _feedback,
}


def _plain(mail: Part, raw: bytes) -> Report | None:
    """A mail in words alone, that names a Message-ID of ours: from a mail server, and it says that mail came back.

    An answer that a program gives in somebody's absence names one as well, in its head, and may hold any number.
    """
    is_sure = is_server(next(iter(addresses(mail.all("from"))), None))
    if not is_sure and _first(mail, "return-path") != "<>":
        return None
    subject, text = _first(mail, "subject"), _said(mail)
    about = list(dict.fromkeys(OURS.findall(decode(raw[mail.body : mail.body + MOST_BYTES]))))[:MOST_ABOUT]
    status, code = STATUS.search(text), CODE.search(text) if is_sure else None
    says_so = CAME_BACK.search(subject) or (is_sure and CAME_BACK.search(text[:2000]))
    if not about or not (status or code or says_so) or (not says_so and is_auto_reply(raw)):
        return None
    digit = status[1][0] if status else code[1][0] if code else "5"
    action = {"4": Action.DELAYED, "2": Action.DELIVERED}.get(digit, Action.FAILED)
    line = next((line for line in text.splitlines() if STATUS.search(line) or CODE.search(line)), subject)
    return Report([Outcome(action, "", status[1] if status else "", " ".join(line.split())[:500])], about)


def _said(mail: Part) -> str:
    """The words of its text parts, without NUL, which PostgreSQL cannot keep."""
    texts = (decode(part.content[:MOST_BYTES]) for part in _parts(mail) if _is_words(part))
    return "\n".join(texts).replace("\0", "")[:MOST_BYTES]


def _is_words(part: Part) -> bool:
    return part.kind.startswith("text/") and part.kind not in RETURNED


def _first(block: Part, name: str) -> str:
    return " ".join(words(block.first(name)).replace("\0", "").split())


def _without_type(value: str) -> str:
    """`smtp; 550 5.1.1 no such user` without its type (RFC 3464 §2.1.2)."""
    kind, mark, rest = value.partition(";")
    return rest.strip() if mark and " " not in kind.strip() else value


def _address(value: str) -> str:
    found = addresses([_without_type(value)])
    return found[0].address if found else ""
