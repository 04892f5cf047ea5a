"""What the thread says of deliveries: to whom a message went, as what, and how far each has come."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from shopbell.channels.delivery import WAITS, Delivery, Role, State
from shopbell.channels.email.sending.sender import ARCHIVE

ORDER: list[str] = [
    State.FAILED,
    State.QUEUED,
    State.SENDING,
    State.SENT,
    State.DELIVERED,
    State.OPENED,
]  # the worst speaks for all
COUNTED = {"reply", "continue"}  # the purposes whose way is the message's own


def state_words(deliveries: Iterable[Delivery], *, is_held: bool, has_left: bool) -> str:
    """How far the message has come, in a word; empty for what goes nowhere."""
    counted = [delivery for delivery in deliveries if delivery.purpose in COUNTED]
    shown = sorted(
        (each for each in counted if each.state in ORDER), key=lambda each: ORDER.index(each.state)
    )
    worst = next(iter(shown), None)
    if worst and worst.state == State.SENT and not has_left:
        return _("in the outbox")  # the whole sentence stands in the details, once
    return _word(worst, is_held=is_held, has_left=has_left) if worst else ""


def _word(delivery: Delivery, *, is_held: bool, has_left: bool) -> str:
    if delivery.state == State.QUEUED and delivery.error == WAITS:
        return _("waits for the provider's limit")
    words = {
        State.FAILED: _("not delivered"),
        State.QUEUED: _("sends in a moment") if is_held else _("waits to be sent"),
        State.SENDING: _("being sent"),
        State.SENT: _("sent") if has_left else _("waits in the outbox: no mail server is set"),
        State.DELIVERED: _("delivered"),
        State.OPENED: _("opened"),
    }
    return words.get(State(delivery.state), "")


def addressed_words(deliveries: Iterable[Delivery], *, is_held: bool, has_left: bool) -> list[str]:
    """To whom it goes, a phrase for To, Cc and Bcc each; how far each has come, where that differs."""
    rows = [delivery for delivery in deliveries if delivery.purpose != ARCHIVE]
    differ = len({row.state for row in rows}) > 1
    lines: dict[str, list[str]] = {}
    for row in rows:
        word = _word(row, is_held=is_held, has_left=has_left) if differ else ""
        named = f"{row.recipient} ({word})" if word else row.recipient
        line = lines.setdefault(row.role, [])
        if named not in line:
            line.append(named)
    phrases = {
        Role.TO: _("to %(addresses)s"),
        Role.CC: _("copy to %(addresses)s"),
        Role.BCC: _("blind copy to %(addresses)s"),
    }
    return [phrases[role] % {"addresses": ", ".join(lines[role])} for role in Role if role in lines]


def recipients_by_role(deliveries: Iterable[Delivery]) -> list[tuple[str, list[str]]]:
    """To, Cc and Bcc as they are called, each with its addresses; an archive is named by the settings."""
    labels = {Role.TO: _("To"), Role.CC: _("Cc"), Role.BCC: _("Bcc")}
    rows = [delivery for delivery in deliveries if delivery.purpose != ARCHIVE]
    lines = {role: list(dict.fromkeys(row.recipient for row in rows if row.role == role)) for role in labels}
    return [(label, lines[role]) for role, label in labels.items() if lines[role]]


def way_words(deliveries: Iterable[Delivery], *, is_held: bool, has_left: bool) -> list[tuple[str, str]]:
    """How far each recipient's mail has come; one word of nobody in particular where it is the same for all."""
    rows = [delivery for delivery in deliveries if delivery.purpose in COUNTED]
    words = [(row.recipient, _word(row, is_held=is_held, has_left=has_left)) for row in rows]
    said = {word for _who, word in words if word}
    return [("", said.pop())] if len(said) == 1 else [each for each in words if each[1]]
