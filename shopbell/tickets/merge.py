"""Merging: two tickets are one matter, so one of them goes on and the other shows where it went; and taking it back.

A ticket is merged into another while it has a Merge row. What leads to it (`MOVES`) points at the kept one from then
on, and the row remembers what moved, so that the undo moves just that back and leaves what came later. The timelines
stay where they were written. Floors above add their own tables to `MOVES`, and what they keep in step to `WITNESSES`.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _

from shopbell.core.errors import Refused
from shopbell.core.pointers import move_pointers

from .checklist import Task
from .draft import Draft
from .event import Verb, record
from .field import FieldValue
from .follower import Follower
from .list_columns import restore_ticket_columns
from .message import Kind, Message
from .message_move import move_messages
from .sitting_in import SittingIn
from .stage import ChosenStage
from .status import Status
from .tag import Tag
from .ticket import Ticket

# each by its pointer `ticket`
MOVES: list[type[models.Model]] = [
    *(Tag.tickets.through, Follower, FieldValue, Task, Draft, SittingIn, ChosenStage)
]
# called in the same transaction when rows have moved, and when they moved back: (giver, taker, moved)
WITNESSES: list[Callable[[Ticket, Ticket, dict[str, list[int]]], None]] = []
COLUMNS = [
    *("status", "channel", "preview"),
    *("last_message_at", "waiting_since", "first_replied_at", "solved_at"),
]


class Merge(models.Model):
    gone = models.OneToOneField(Ticket, models.CASCADE, related_name="merge")
    kept = models.ForeignKey(Ticket, models.CASCADE, related_name="merges")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    moved = models.JSONField(default=dict, help_text="ids by table")
    before = models.JSONField(default=dict, help_text="the columns of both before, and of the kept one after")
    created_at = models.DateTimeField(auto_now_add=True)


@transaction.atomic
def merge_tickets(
    kept: Ticket, gone: Ticket, *, by=None, across_customers: bool = False, is_attached: bool = False
) -> Merge:
    """Make `gone` a part of `kept`: messages with all that hangs on them, tags, orders, followers, chats.

    The customer of `kept` is answered from then on. Raises Refused when it is the same ticket, when one of the two is
    merged or `kept` closed, and for two customers unless `across_customers` says that this is meant. The timelines
    say "attached" where `is_attached`: a mail was put where it belongs.
    """
    kept, gone = _locked(kept, gone)
    if kept == gone:
        raise Refused(_("This is the same ticket. Choose another."))
    for ticket in (kept, gone):
        if ticket.merged_into:
            raise Refused(
                _("Ticket #%(gone)s is merged into #%(kept)s already.")
                % {"gone": ticket.pk, "kept": ticket.merged_into.pk}
            )
    if kept.status == Status.CLOSED:
        raise Refused(_("Ticket #%(number)s is closed. Reopen it first.") % {"number": kept.pk})
    if kept.customer_id != gone.customer_id and not across_customers:
        raise Refused(_("The two tickets are of different customers. Merge them only if you are sure."))
    before: dict[str, Any] = {"kept": _columns(kept), "gone": _columns(gone)}
    before["messages"] = {"kept": _fingerprint(kept), "gone": _fingerprint(gone)}
    is_newer = _tells_of_something_newer(gone, kept)
    moved = _move_all(gone, kept)
    _join_columns(kept, gone, is_newer=is_newer)
    gone.status, gone.waiting_since, gone.solved_at = Status.CLOSED, None, None
    gone.save()
    before["after"] = _columns(kept)
    merge = Merge.objects.create(kept=kept, gone=gone, agent=by, moved=moved, before=before)
    for witness in WITNESSES:
        witness(gone, kept, moved)
    how: dict[str, Any] = {"attached": True} if is_attached else {}
    customer = _other_customer(gone, kept)
    told = {"subject": str(gone), "customer": customer, "after": str(kept.status), **how}
    record(kept, Verb.MERGED, by=by, gone_id=gone.pk, **told)
    record(gone, Verb.MERGED_AWAY, by=by, kept_id=kept.pk, **how)
    return merge


@transaction.atomic
def unmerge_ticket(gone: Ticket, *, by=None, wherever: bool = False) -> None:
    """Take the merge of `gone` back: it is as it was before. What came since stays with the kept ticket.

    Does nothing when it is not merged. Raises Refused when the kept ticket was merged later, unless it is taken out
    `wherever` it is by now: those later merges stay, and forget what they knew of it.
    """
    merge = Merge.objects.filter(gone=gone).first()
    if merge is None:
        return
    kept, gone = _locked(standing(merge.kept) if wherever else merge.kept, gone)
    merge = Merge.objects.filter(pk=merge.pk).first()
    if merge is None:  # somebody else was quicker
        return
    if kept.merged_into:
        raise Refused(
            _("Ticket #%(kept)s was merged itself, into #%(into)s. Take that back first.")
            % {"kept": kept.pk, "into": kept.merged_into.pk}
        )
    moved = _move_all(kept, gone, only=merge.moved)
    merge.delete()
    _restore(gone, merge.before["gone"])
    if _fingerprint(gone) != merge.before["messages"]["gone"]:
        _refresh(gone)
    if kept.pk != merge.kept_id:
        _leave_nothing_on_the_way(merge)
    is_untouched = kept.pk == merge.kept_id and _columns(kept) == merge.before["after"]
    if is_untouched and _fingerprint(kept) == merge.before["messages"]["kept"]:
        _restore(kept, merge.before["kept"])
    else:
        _refresh(kept)
    for witness in WITNESSES:
        witness(kept, gone, moved)
    how: dict[str, Any] = {"attached": True} if _was_attached(gone) else {}
    record(kept, Verb.UNMERGED, by=by, other_id=gone.pk, after=str(kept.status), **how)
    record(gone, Verb.UNMERGED, by=by, other_id=kept.pk, **how)


def _was_attached(gone: Ticket) -> bool:
    last = gone.events.filter(verb=Verb.MERGED_AWAY).order_by("-pk").first()
    return bool(last and last.data.get("attached"))


def _leave_nothing_on_the_way(merge: Merge) -> None:
    """What later merges left behind goes back too, and they show no words of before: they may be of what is taken out.

    Whoever takes those merges back finds other messages than before, and makes the columns anew.
    """
    ticket = merge.kept
    while later := Merge.objects.select_for_update().filter(gone=ticket).first():
        _move_all(ticket, merge.gone, only=merge.moved)
        Ticket.objects.filter(pk=ticket.pk).update(preview="")
        for side in ("kept", "gone", "after"):
            later.before[side]["preview"] = ""
        later.before["messages"] = {"kept": "", "gone": ""}
        later.save(update_fields=["before"])
        ticket = later.kept


def standing(ticket: Ticket) -> Ticket:
    """Where `ticket` leads now: itself, or the one at the end of its merges."""
    while kept := ticket.merged_into:
        ticket = kept
    return ticket


def _locked(kept: Ticket, gone: Ticket) -> tuple[Ticket, Ticket]:
    """Both rows, held in the order of their numbers: who merges them the other way at once waits, and is refused."""
    rows = Ticket.objects.select_for_update(of=("self",)).filter(pk__in=[kept.pk, gone.pk]).order_by("pk")
    by_pk = {row.pk: row for row in rows}
    return by_pk[kept.pk], by_pk[gone.pk]


def _move_all(giver: Ticket, taker: Ticket, only: dict[str, Any] | None = None) -> dict[str, Any]:
    """Point what leads to `giver` to `taker`; returns the ids by table. `only` limits it to an earlier move's."""
    messages = Message.objects.filter(ticket=giver)
    if only is not None:
        messages = messages.filter(pk__in=only["messages"])
    moved: dict[str, Any] = {}
    moved["messages"], moved["renamed"] = move_messages(
        messages, taker, names=only["renamed"] if only else None
    )
    for model in MOVES:
        key = model._meta.label_lower
        pointer: Any = model._meta.get_field("ticket")
        rows = only.get(key, []) if only is not None else None
        moved[key] = move_pointers(pointer, giver, taker, only=rows)
    return moved


def _tells_of_something_newer(gone: Ticket, kept: Ticket) -> bool:
    """Whether the last message is that of `gone`. A ticket that was emptied by a split has the moment it was opened."""
    has_any = [ticket.messages.filter(kind=Kind.REPLY, unsent_at=None).exists() for ticket in (gone, kept)]
    return has_any[0] and (not has_any[1] or gone.last_message_at > kept.last_message_at)


def _join_columns(kept: Ticket, gone: Ticket, *, is_newer: bool) -> None:
    """What the list shows of `kept` with the messages of both; `is_newer`: the last one came with `gone`."""
    kept.waiting_since = min(filter(None, [kept.waiting_since, gone.waiting_since]), default=None)
    kept.first_replied_at = min(filter(None, [kept.first_replied_at, gone.first_replied_at]), default=None)
    if is_newer:
        kept.preview, kept.last_message_at = gone.preview, gone.last_message_at
    kept.channel = _channel_of(kept)
    wants_an_agent = gone.waiting_since and kept.status not in (Status.NEW, Status.OPEN)
    if wants_an_agent or (kept.status == Status.NEW and kept.first_replied_at):
        kept.status, kept.solved_at = Status.OPEN, None
    kept.save()


def _channel_of(ticket: Ticket) -> str:
    """Where its customer wrote last."""
    written = ticket.messages.filter(customer=ticket.customer_id, kind=Kind.REPLY)
    last = written.order_by("-created_at", "-pk").values_list("channel", flat=True).first()
    return last or ticket.channel


def _restore(ticket: Ticket, before: dict[str, str | None]) -> None:
    """Give `ticket` its columns back."""
    for name in COLUMNS:
        setattr(ticket, name, _moment(before[name]) if name.endswith(("_at", "_since")) else before[name])
    ticket.save()


def _refresh(ticket: Ticket) -> None:
    """Something came or went since: the columns that messages make are made anew, the status stays."""
    ticket.channel = _channel_of(ticket)
    restore_ticket_columns(ticket)


def _fingerprint(ticket: Ticket) -> str:
    """What tells whether the ticket has the same messages as before: some may be split off or taken back since."""
    ids = ticket.messages.filter(unsent_at=None).order_by("pk").values_list("pk", flat=True)
    return hashlib.sha256(repr(list(ids)).encode()).hexdigest()


def _columns(ticket: Ticket) -> dict[str, str | None]:
    values = {name: getattr(ticket, name) for name in COLUMNS}
    return {
        name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()
    }


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _other_customer(gone: Ticket, kept: Ticket) -> str:
    """Whose ticket came in, if it was another customer's."""
    return str(gone.customer) if gone.customer_id != kept.customer_id else ""
