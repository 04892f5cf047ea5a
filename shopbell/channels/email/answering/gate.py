"""The gate: whether a mail to an answer address is an answer of that very agent, who may give it now.

It takes both: the token, which only a mail to them names, and proof that it comes from their own mailbox. A token alone
is what whoever got the notification forwarded has; a mailbox alone proves every mail that somebody ever had of it. So
what was signed must name the answer address itself: a mail to anybody else, sent on to the desk by whoever got it,
is no answer.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils import timezone

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.tickets.merge import standing
from shopbell.tickets.ticket import Ticket

from ..authenticity.fields import SignedMail
from ..authenticity.policy import organisation
from ..authenticity.tags import Misformed, tags
from ..authenticity.verdict import Result, Standing, Verdict
from ..joining.party import is_own
from ..joining.passed_on import agent_at
from ..parse import Inbound
from . import token
from .offer import is_open
from .token import AnswerToken, Mode


class Why(StrEnum):
    """Why a mail to an answer address was not taken."""

    MACHINE = "machine"  # a program wrote it: an absence, a bounce, a list
    UNKNOWN = "unknown"  # no token of this desk
    STRANGER = "stranger"  # from the address of no agent
    UNPROVEN = "unproven"  # from an agent's address, and nothing proves it
    ANOTHERS = "anothers"  # of an agent, with a colleague's token
    ELSEWHERE = "elsewhere"  # it does not name the address itself, and alone, in To
    CLOSED = "closed"  # the desk takes no answers by mail
    EXPIRED = "expired"
    GONE = "gone"  # no such ticket, or they may not see it any more
    WHICH = "which"  # it answers a mail about several tickets
    ROLE = "role"
    CROSSED = "crossed"
    REFUSED = "refused"  # by a rule that holds for every answer, or nothing was said


class NotTaken(Exception):
    """It becomes neither reply nor message; `tell` is who hears of it. Only a `writer` who is proven hears details."""

    def __init__(
        self, why: Why, tell: Agent | None = None, *, is_proven: bool = False, ticket: Ticket | None = None
    ):
        super().__init__(why)
        self.why, self.tell, self.is_proven, self.ticket = why, tell, is_proven, ticket


@dataclass(frozen=True)
class Asked:
    """A mail to an answer address: its token, None when this desk signed none; whether To names that address, and
    whether it went to nobody else.
    """

    token: AnswerToken | None
    stands_in_to: bool
    is_alone: bool


def asked_of(inbound: Inbound, recipients: list[str]) -> Asked | None:
    """What answer `inbound`, received for `recipients` (of the envelope), asks to be; None for all other mail.

    Who is no agent and copies such an address in, which somebody forwarded to them, has written to the shop.
    """
    to = [each.address for each in inbound.to[:50]]
    named = [*to, *(each.address for each in inbound.cc[:50]), *recipients]
    like = [each for each in named if token.is_like_one(each)]
    if not like:  # nearly all mail
        return None
    if not _is_of_an_agent(inbound) and any(is_own(each) for each in named if each not in like):
        return None
    found, is_alone = token.read_all(like), len(like) == len(named)
    if not found:
        return Asked(None, False, is_alone) if any(is_own(each) for each in like) else None
    return Asked(found[0], token.read_all(to) == found[:1] == found, is_alone)


def _is_of_an_agent(inbound: Inbound) -> bool:
    return inbound.sender is not None and agent_at(inbound.sender.address) is not None


def let_in(asked: Asked, raw: bytes, inbound: Inbound, verdict: Verdict | None) -> tuple[Agent, Ticket]:
    """Who answers what. Raises NotTaken."""
    sender = inbound.sender.address if inbound.sender else ""
    named = agent_at(sender) if sender else None
    writer = named if named and is_proven(raw, sender, verdict) else None
    if asked.token is None:
        raise NotTaken(Why.UNKNOWN, writer, is_proven=writer is not None)
    owner = Agent.objects.filter(pk=asked.token.agent_id, is_active=True).first()
    if writer is None:
        raise NotTaken(Why.UNPROVEN if named else Why.STRANGER, owner)
    if writer != owner:
        raise NotTaken(Why.ANOTHERS, writer, is_proven=True)
    if not asked.stands_in_to:
        raise NotTaken(Why.ELSEWHERE, owner)
    return owner, _ticket_for(owner, asked.token)


def _ticket_for(agent: Agent, asked: AnswerToken) -> Ticket:
    """The ticket that `agent` may answer now as they ask. Raises NotTaken."""
    if not is_open():
        raise NotTaken(Why.CLOSED, agent, is_proven=True)
    if asked.mode == Mode.WHICH:
        raise NotTaken(Why.WHICH, agent, is_proven=True)
    ticket = _standing(agent, asked)
    if ticket is None:
        raise NotTaken(Why.GONE, agent, is_proven=True)
    if asked.is_expired(timezone.now()):
        raise NotTaken(Why.EXPIRED, agent, is_proven=True, ticket=ticket)
    if not agent.may(Permission.TICKET_REPLY if asked.mode == Mode.REPLY else Permission.TICKET_NOTE):
        raise NotTaken(Why.ROLE, agent, is_proven=True, ticket=ticket)
    return ticket


def _standing(agent: Agent, asked: AnswerToken) -> Ticket | None:
    """The ticket, or the one that goes on in its place, if `agent` may see it.

    A desk that was restored from a backup may have given the number to another one since.
    """
    named = Ticket.objects.undeleted().filter(pk=asked.ticket_id).first()
    if named is None or named.created_at.replace(second=0, microsecond=0) > asked.made_at:
        return None
    return Ticket.objects.visible_to(agent).filter(pk=standing(named).pk).first()


def is_proven(raw: bytes, sender: str, verdict: Verdict | None) -> bool:
    """Whether the mail comes from the mailbox `sender`, and was sent to whom its To names.

    A server of theirs that handed it over itself is enough. A signature goes along wherever a mail is sent on to: it
    must cover the one To that there is.
    """
    if verdict is None or verdict.standing != Standing.VERIFIED or verdict.sender != sender:
        return False
    mail, house = SignedMail(raw), organisation(sender.rpartition("@")[2])
    if len(mail.named("to")) != 1 or verdict.by == "arc":
        return False
    if verdict.spf == Result.PASS and organisation(verdict.spf_domain) == house:
        return True
    signatures = [_tags(value) for _name, value in mail.named("dkim-signature")]
    own = [each for each in signatures if organisation(each.get("d", "").lower().rstrip(".")) == house]
    return bool(own) and all("to" in _covered(each) for each in own)


def _tags(value: bytes) -> dict[str, str]:
    try:
        return tags(value.decode("utf-8", "replace"))
    except Misformed:
        return {}


def _covered(signature: dict[str, str]) -> set[str]:
    return {each.strip().lower() for each in signature.get("h", "").split(":")}
