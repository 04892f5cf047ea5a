"""Mentions: "@Ada" in a note calls an agent to it. A row stays unread until that agent has had the note on the screen.

Only who may read the ticket can be called; the author is told of others before the note is written.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, F, IntegerField, OuterRef, Subquery
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.core.bus import publish
from shopbell.core.errors import Refused

from .event import Verb, record
from .follower import refuse_who_may_not_read
from .message import Message
from .ticket import Ticket

AT = re.compile(r"(?<![\w@.])@(?=\w)")  # not the one inside an e-mail address
NAMED = re.compile(r"(?<![\w@.])@([^\W\d][\w.-]*\w|[^\W\d])")
END = re.compile(r"(?!\w)")


class Mention(models.Model):
    message = models.ForeignKey(Message, models.CASCADE, related_name="mentions")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mentions")
    seen_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "agent"], name="mentioned_once")]
        indexes = [
            models.Index(fields=["agent"], name="mention_unread", condition=models.Q(seen_at=None)),
        ]


def named_agents(text: str, agents: Iterable[Agent]) -> list[Agent]:
    """Those of `agents` whom `text` calls by @ and their name, their first name, or what their address begins with.

    In the order of the text, the longest name that fits. Raises Refused for a name that several have.
    """
    found: dict[int, Agent] = {}
    for call in calls_in(text, agents):
        if len(call.agents) > 1:
            raise Refused(
                _(
                    "There are several people called %(name)s. Write the whole name, or how their address begins."
                )
                % {"name": text[call.begin + 1 : call.end]}
            )
        found |= call.agents
    return list(found.values())


class Call(NamedTuple):
    """Where a text calls somebody, from the @ to behind the name, and whom: several when the name is not clear."""

    begin: int
    end: int
    agents: dict[int, Agent]


def calls_in(text: str, agents: Iterable[Agent]) -> Iterator[Call]:
    """The calls for `agents` in `text`, in its order, each by the longest name that fits."""
    by_name: dict[str, dict[int, Agent]] = defaultdict(dict)
    for agent in agents:
        for words in (agent.name, agent.first_name, agent.email.partition("@")[0]):
            if words.strip():
                by_name[words.casefold()][agent.pk] = agent
    names = sorted(by_name, key=len, reverse=True)
    for match in AT.finditer(text):
        rest = text[match.end() : match.end() + 200].casefold()
        name = next((name for name in names if rest.startswith(name) and END.match(rest, len(name))), "")
        if name:
            yield Call(match.start(), match.end() + len(name), by_name[name])


def refuse_unknown_calls(text: str) -> None:
    """Raise Refused when `text` calls somebody by @ who is not there, or a name that several have."""
    agents = list(_who_may_sign_in()) if "@" in text else []
    named_agents(text, agents)
    known = {call.begin for call in calls_in(text, agents)}
    for match in NAMED.finditer(text):
        if match.start() not in known:
            raise Refused(
                _(
                    "Nobody here is called %(name)s. Write a colleague's name as the desk has it, or leave out the @."
                )
                % {"name": match[0]}
            )


@transaction.atomic
def mention_agents(note: Message, *, by: Agent | str) -> list[Agent]:
    """Call everybody whom `note` names; returns them, without `by`. Twice changes nothing.

    Raises Refused when one of them may not read the ticket, or a name is not clear.
    """
    if "@" not in note.text:
        return []
    agents = [agent for agent in named_agents(note.text, _who_may_sign_in()) if agent != by]
    refuse_who_may_not_read(note.ticket, agents)
    known = set(note.mentions.values_list("agent_id", flat=True))
    fresh = [agent for agent in agents if agent.pk not in known]
    if fresh:
        Mention.objects.bulk_create(Mention(message=note, agent=agent) for agent in fresh)
        names, ids = [str(agent) for agent in fresh], [agent.pk for agent in fresh]
        record(note.ticket, Verb.MENTIONED, by=by, message=note, to=names, to_ids=ids)
    return agents


def read_mentions(ticket: Ticket, agent: Agent, message_id: int) -> None:
    """`agent` has had the notes of `ticket` up to `message_id` on the screen."""
    unread = Mention.objects.filter(
        agent=agent, seen_at=None, message__ticket=ticket, message_id__lte=message_id
    )
    if unread.update(seen_at=timezone.now()):
        publish("queue")


def mentioning(tickets, agent: Agent):
    """Those of `tickets` in which `agent` is called, with `is_mention_unread` (1 or 0) and `mentioned_at`, the last."""
    mine = Mention.objects.filter(agent=agent)
    here = mine.filter(message__ticket=OuterRef("pk"))
    return tickets.filter(pk__in=mine.values("message__ticket")).annotate(
        is_mention_unread=Cast(Exists(here.filter(seen_at=None)), IntegerField()),
        mentioned_at=Subquery(here.order_by("-created_at").values("created_at")[:1]),
    )


def with_unread_mentions(tickets, agent: Agent):
    """Those of `tickets` in which a call for `agent` waits to be read."""
    unread = Mention.objects.filter(agent=agent, seen_at=None)
    return tickets.filter(pk__in=unread.values(ticket=F("message__ticket")))


def _who_may_sign_in() -> models.QuerySet[Agent]:
    return Agent.objects.filter(is_active=True).select_related("role")
