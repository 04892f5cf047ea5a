"""Read the archive of mail again with the parser of today, and say what that would change; --apply changes it.

The desk may run meanwhile. Broken off, it goes on behind the message that it names with --after.
"""

import argparse
import json
from typing import TYPE_CHECKING, Any

from .desk import desk
from .terminal import Progress, note, say

if TYPE_CHECKING:
    from shopbell.channels.email.reparse import Change, Reading


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--apply", action="store_true", help="change the messages; without it nothing is changed"
    )
    parser.add_argument("--after", type=int, default=0, metavar="MESSAGE", help="begin behind this message")
    parser.add_argument("--json", action="store_true", help="a line of JSON for each mail, with both texts")


def perform(options: argparse.Namespace) -> int:
    with desk():
        from shopbell.channels.email.raw_mail import RawMail, State
        from shopbell.channels.email.reparse import read_again

        progress = Progress("{:,} mails read.")
        count = changed = lost = 0
        last = options.after
        try:
            for reading in read_again(after=options.after, is_applied=options.apply):
                count += 1
                changed += bool(reading.changes)
                lost += bool(reading.error)
                last = reading.message_id
                if reading.changes or reading.error:
                    say(_json(reading) if options.json else _line(reading))
                progress.at(count)
        except KeyboardInterrupt:
            note(f"Broken off after {count:,} mails. To go on: shopbell reparse --after {last}")
            raise
        waiting = RawMail.objects.filter(state=State.QUARANTINED).count()
    note(
        f"Mails read: {count:,}. Messages that {'were changed' if options.apply else 'would change'}: {changed:,}."
    )
    if changed and not options.apply:
        note("Nothing was changed: --apply does it.")
    if waiting:
        note(f"In the quarantine, where they can be tried again: {waiting:,}.")
    return 1 if lost else 0


def _line(reading: "Reading") -> str:
    told = reading.error or ", ".join(_told(change) for change in reading.changes)
    return f"#{reading.ticket_id} message {reading.message_id}: {told}"


def _told(change: "Change") -> str:
    if change.name.startswith("file "):
        what = "new" if change.before is None else "described otherwise"
        what = change.after if isinstance(change.after, str) else what
        return f"{change.name} ({what})"
    if change.name in ("text", "html", "quoted_text", "quoted_html"):
        return f"{change.name} {len(change.before):,} → {len(change.after):,} characters"
    return f"{change.name} {_short(change.before)} → {_short(change.after)}"


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 80 else f"{text[:79]}…"


def _json(reading: "Reading") -> str:
    changes = {change.name: [change.before, change.after] for change in reading.changes}
    told = {
        "ticket": reading.ticket_id,
        "message": reading.message_id,
        "changes": changes,
        "error": reading.error,
    }
    return json.dumps(told, default=str)
