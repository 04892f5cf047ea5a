"""What tickets hear of the check for viruses: a note where a file is infected, a signal where it is not."""

from shopbell.core.bus import publish
from shopbell.core.virus_check import VirusCheck

from .attachment import Attachment
from .rule_note import add_rule_note

SCANNER = "Virus scanner"
MOST = 200  # tickets of one file; the logo of a big sender may stand in any number of them


def tell_tickets(check: VirusCheck) -> None:
    """Say in each ticket with this file that it is infected; else have its screens look again."""
    files = Attachment.objects.filter(blob=check.pk, message__isnull=False, message__unsent_at=None)
    told: set[int] = set()
    for file in files.select_related("message__ticket").order_by("-message_id", "pk")[: MOST * 2]:
        ticket = file.message.ticket  # type: ignore[union-attr]
        if ticket.pk in told or len(told) == MOST:
            continue
        told.add(ticket.pk)
        if check.is_infected and not ticket.merged_into:
            add_rule_note(ticket, "infected", by=SCANNER, name=file.name, virus=check.virus)
        else:
            publish(f"ticket-{ticket.pk}")
