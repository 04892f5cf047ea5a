"""Taking a post up privately: a ticket of its author by e-mail, which nobody else reads, and a line that says so."""

from django.db import transaction
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.channels.inbox import Inbox, set_inbox
from shopbell.core.errors import Refused
from shopbell.customers.customer import Customer
from shopbell.tickets.message import receive_message
from shopbell.tickets.ticket import Ticket, create_ticket

from .community import Community
from .moderation import hide
from .post import Post
from .state import State
from .topic_ticket import PrivateTicket
from .words import plain_words


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
        ticket = _open(post, customer, topic.title, topic.language)
        PrivateTicket.objects.create(post=post, ticket=ticket, agent=by)
    if reason_to_hide and post.state != State.HIDDEN:
        hide(post, reason_to_hide, by=by)
    return ticket


def _open(post: Post, customer: Customer, title: str, language: str) -> Ticket:
    ticket = create_ticket(
        customer=customer,
        channel="email",
        subject=title,
        by=customer,
        language=language,
        team=Community.current().team,
    )
    mailed = Inbox.objects.filter(channel="email", is_active=True).order_by("pk").first()
    if mailed:
        set_inbox(ticket, mailed)
    receive_message(
        ticket,
        plain_words(post.html),
        html=post.html,
        customer=customer,
        channel="email",
        client_id=post.client_id,
    )
    return ticket
