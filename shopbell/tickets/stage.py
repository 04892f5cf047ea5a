"""The stage of a ticket: whether its customer writes before, during or after a purchase.

What an agent said counts, as a `ChosenStage` row; else the stage of the contact reason; else what the shop's floor can
tell of the customer (`GUESSES`). So every ticket has one, and none is copied into it: a correction is a row that goes.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Literal

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q

from shopbell.accounts.permission import Permission

from .event import Event, Verb, record
from .reason import ContactReason, Stage
from .ticket import Ticket
from .undo import changed_since, reverses


class ChosenStage(models.Model):
    ticket = models.OneToOneField(Ticket, models.CASCADE, related_name="chosen_stage")
    stage = models.CharField(max_length=8, choices=Stage)


@dataclass(frozen=True)
class Guess:
    """How the stage of a ticket without a contact reason is told: of one, and as a question to all of them."""

    of: Callable[[Ticket], Stage]
    at: Callable[[Collection[str]], Q]


@dataclass(frozen=True)
class TicketStage:
    stage: Stage
    said_by: Literal["agent", "reason", "guess"]


# of the shop's floor (`apps.py`); without it nobody has bought anything
GUESSES = [Guess(lambda ticket: Stage.BEFORE, lambda stages: Q() if Stage.BEFORE in stages else Q(pk__in=[]))]


def stage_of(ticket: Ticket) -> TicketStage:
    """The stage, and who says so. Two questions at most."""
    chosen = ChosenStage.objects.filter(ticket=ticket).first()
    if chosen:
        return TicketStage(Stage(chosen.stage), "agent")
    if ticket.reason:
        return TicketStage(Stage(ticket.reason.stage), "reason")
    return TicketStage(GUESSES[-1].of(ticket), "guess")


def stages_of(tickets: Collection[Ticket]) -> dict[int, TicketStage]:
    """`stage_of` for each of `tickets`, by its number; some four questions for all of them."""
    chosen = dict(ChosenStage.objects.filter(ticket__in=tickets).values_list("ticket", "stage"))
    found = {pk: TicketStage(Stage(stage), "agent") for pk, stage in chosen.items()}
    for ticket in tickets:
        if ticket.reason and ticket.pk not in found:
            found[ticket.pk] = TicketStage(Stage(ticket.reason.stage), "reason")
    unsaid = [ticket.pk for ticket in tickets if ticket.pk not in found]
    for stage in Stage if unsaid else ():
        guessed = Ticket.objects.filter(GUESSES[-1].at([stage]), pk__in=unsaid)
        found |= {pk: TicketStage(stage, "guess") for pk in guessed.values_list("pk", flat=True)}
    return found


def at_stage(stages: Collection[str]) -> Q:
    """Tickets at one of `stages`, by the same rule as `stage_of`."""
    chosen = ChosenStage.objects.filter(ticket=OuterRef("pk"))
    by_reason = Q(reason__in=ContactReason.objects.filter(stage__in=stages).values("pk"))
    by_guess = Q(reason=None) & GUESSES[-1].at(stages)
    return Q(Exists(chosen.filter(stage__in=stages))) | (~Q(Exists(chosen)) & (by_reason | by_guess))


@transaction.atomic
def choose_stage(ticket: Ticket, stage: Stage | str | None, *, by=None, **data) -> Event | None:
    """Say which stage it is, or None to leave that to the desk; the same again leaves no trace (None).

    ValueError for an unknown one.
    """
    ticket.lock()
    row = ChosenStage.objects.filter(ticket=ticket).first()
    before, after = row.stage if row else "", str(Stage(stage)) if stage else ""
    if before == after:
        return None
    if after:
        ChosenStage.objects.update_or_create(ticket=ticket, defaults={"stage": after})
    else:
        ChosenStage.objects.filter(ticket=ticket).delete()
    return record(ticket, Verb.STAGE_CHOSEN, by=by, stage=after, before=before, **data)


@reverses(Verb.STAGE_CHOSEN, permission=Permission.TICKET_UPDATE)
def _choose_back(ticket: Ticket, event: Event, *, by) -> None:
    row = ChosenStage.objects.filter(ticket=ticket).first()
    if (row.stage if row else "") != event.data["stage"]:
        raise changed_since()
    choose_stage(ticket, event.data["before"] or None, by=by, undoes=event.pk)


def keep_stage(old: Ticket, new: Ticket, message_ids: list[int]) -> None:
    """What was split off is of the same stage, as it is of the same reason."""
    if chosen := ChosenStage.objects.filter(ticket=old).first():
        ChosenStage.objects.create(ticket=new, stage=chosen.stage)
