"""The files of a ticket in one place: pictures to look through, everything else as a list, the newest first.

A logo that stands below every mail is one picture, and not fifty: the same bytes are shown once, where they came first.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from .attachment import Attachment
from .ticket import Ticket

PAGE = 60


@dataclass(frozen=True)
class Gallery:
    pictures: list[Attachment]
    files: list[Attachment]
    next: int = 0  # where the next part begins; 0 when this is the last


def gallery_of(ticket: Ticket, *, start: int = 0) -> Gallery:
    """The files of messages that were not taken back, those of side conversations too, from the `start`-th on."""
    first = Attachment.objects.filter(message__ticket=ticket, message__unsent_at=None)
    once = first.order_by("blob", "created_at", "pk").distinct("blob").values("pk")
    newest = Attachment.objects.filter(pk__in=once).select_related("message__agent", "message__customer")
    found = list(newest.order_by("-created_at", "-pk")[start : start + PAGE + 1])
    following = start + PAGE if len(found) > PAGE else 0
    return Gallery(*_parted(found[:PAGE]), following)


def _parted(files: Iterable[Attachment]) -> tuple[list[Attachment], list[Attachment]]:
    pictures: list[Attachment] = []
    others: list[Attachment] = []
    for file in files:
        (pictures if file.is_picture else others).append(file)
    return pictures, others
