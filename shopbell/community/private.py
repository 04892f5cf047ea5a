"""Taking a post up privately: a ticket of its author by e-mail, which nobody else reads, and a line that says so.

Its author wrote no mail and waits for none: the ticket begins with the agent who took it up and is theirs, what was
written stands in it as a note, and no promise runs before the author writes back.
"""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.channels.inbox import Inbox, set_inbox
from shopbell.core.errors import Refused
from shopbell.customers.customer import Customer
from shopbell.tickets.assignment import assign_ticket
from shopbell.tickets.event import Verb, record
from shopbell.tickets.rule_note import add_rule_note
from shopbell.tickets.ticket import Ticket, create_ticket

from .community import Community
from .moderation import hide
from .post import Post
from .state import State
from .ticketing import RULE
from .topic_ticket import PrivateTicket
from .words import plain_words

TAKEN_UP, REPORTED = "community_taken_up", "community_reported"


@transaction.atomic
def take_up_privately(post: Post, *, by: Agent, reason_to_hide: str = "") -> Ticket:
    """The private ticket of `post`; the one that is there, if there is. With a reason the post is hidden as well.

    Raises Refused when its author is gone, is of the shop, or has no address to be written to.
    """
    by.require(Permission.TICKET_REPLY)
    topic = post.topic.lock()
    known = PrivateTicket.objects.filter(post=post).select_related("ticket").first()
    customer = post.author.person if post.author else None
    if known is not None:
        ticket = known.ticket
    elif customer is None or not customer.address:
        raise Refused(_("Whoever wrote this cannot be written to."))
    else:
        ticket = _open(post, customer, topic.title, topic.language, by)
        PrivateTicket.objects.create(post=post, ticket=ticket, agent=by)
    if reason_to_hide and post.state != State.HIDDEN:
        hide(post, reason_to_hide, by=by)
    return ticket


def _open(post: Post, customer: Customer, title: str, language: str, by: Agent) -> Ticket:
    ticket = create_ticket(
        customer=customer,
        channel="email",
        subject=title,
        by=by,
        language=language,
        team=Community.current().team,
    )
    mailed = Inbox.objects.filter(channel="email", is_active=True).order_by("pk").first()
    if mailed:
        set_inbox(ticket, mailed)
    record(ticket, Verb.TAKEN_UP, by=by, address=reverse("community-post", args=[language, post.pk]))
    _note(ticket, post, title)
    assign_ticket(ticket, by, by=by)
    return ticket


def _note(ticket: Ticket, post: Post, title: str) -> None:
    """What was written, and below it what others said of it; never who they are."""
    name = post.author.pseudonym if post.author else "—"
    add_rule_note(ticket, TAKEN_UP, by=RULE, below=plain_words(post.html), name=name, title=title)
    if said := [each.words for each in post.reports.filter(settled_at=None).order_by("pk") if each.words]:
        add_rule_note(ticket, REPORTED, by=RULE, below="\n".join(said))
