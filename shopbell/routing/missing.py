"""Offers that run out one after the other: nobody sits at that screen, and each costs a customer the time of an offer.

So after as many as their team says the agent is set away, and their screen says why, with the way back. Only an offer
that ran out counts; one that was let pass was seen, and who typed, wrote or did anything since was there. What was
missed half a day ago says nothing of now. Who answers a customer is back, whatever the desk had taken them for; a
scheduled reply that goes out by itself is no sign of its author.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models

from shopbell.accounts.agent import Agent
from shopbell.accounts.availability import Availability, Choice, choose_availability
from shopbell.tickets.draft import Draft
from shopbell.tickets.event import Actor, Event, Verb

from .offer import Answer, Offer
from .team_routing import routing_of

A_ROW = timedelta(hours=12)
BACK = {Verb.REPLIED}  # what only somebody does who is there again


class SetAway(models.Model):
    """That the desk set an agent away, and not they themselves; true while they have not chosen anything since."""

    agent = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="set_away"
    )
    missed = models.PositiveSmallIntegerField(help_text="offers, one after the other")
    at = models.DateTimeField()


def set_away_who_misses(offer: Offer, now: datetime) -> SetAway | None:
    """Set the agent of `offer`, which ran out, away if it was one too many. Needs the transaction that ended it."""
    most = routing_of(offer.ticket.team_id).away_after
    availability = Availability.objects.filter(agent=offer.agent_id, chosen=Choice.AVAILABLE).first()
    if not most or availability is None:
        return None
    since = max(availability.chosen_at, now - A_ROW)
    answers = Offer.objects.filter(agent=offer.agent_id, answered_at__gt=since).exclude(
        answer=Answer.WITHDRAWN
    )
    last = list(answers.order_by("-answered_at", "-pk").values_list("answer", "offered_at")[:most])
    if [answer for answer, _at in last] != [Answer.LATE] * most or _is_at_work(availability, last[-1][1]):
        return None
    chosen = choose_availability(offer.agent, Choice.AWAY)
    return SetAway.objects.update_or_create(
        agent=offer.agent, defaults={"missed": most, "at": chosen.chosen_at}
    )[0]


def _is_at_work(availability: Availability, since: datetime) -> bool:
    """Whether they did anything after `since`: a hand at a page, words in a draft, an event of any ticket."""
    agent = availability.agent_id
    if availability.worked_at and availability.worked_at > since:
        return True
    if Draft.objects.filter(agent=agent, updated_at__gt=since).exists():
        return True
    theirs = Event.objects.filter(agent=agent, actor_kind=Actor.AGENT).exclude(data__has_key="by_itself")
    last = theirs.order_by("-pk").first()
    return last is not None and last.created_at > since


def react(event: Event) -> None:
    """Who answers a customer, and was set away by the desk before, is available again. Twice changes nothing."""
    if event.agent is None or event.actor_kind != Actor.AGENT or event.data.get("by_itself"):
        return
    away = set_away(event.agent)
    if away and event.created_at > away.at:
        choose_availability(event.agent, Choice.AVAILABLE)


def set_away(agent: Agent) -> SetAway | None:
    """That the desk set `agent` away, if they are so still."""
    still = models.Q(agent__availability__chosen=Choice.AWAY, at=models.F("agent__availability__chosen_at"))
    return SetAway.objects.filter(still, agent=agent).first()
