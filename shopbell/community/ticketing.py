"""The console as a way to answer: a topic becomes a ticket on the channel `community`, and goes on with it.

What its author writes comes in as their message, what others write as a note; what an agent answers goes out as a post
of the shop (`channel.py`), and notes stay inside. An answer that its author accepts solves the ticket. Each step is
done once, however often its job is: which post is which message is a row.
"""

import contextlib
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.channels.inbox import Inbox, set_inbox
from shopbell.core.errors import Refused
from shopbell.core.lock import hold_until_commit
from shopbell.customers.customer import Customer
from shopbell.tickets.merge import standing
from shopbell.tickets.message import receive_message
from shopbell.tickets.rule_note import add_rule_note
from shopbell.tickets.status import Status, set_status
from shopbell.tickets.ticket import Ticket, create_ticket

from .community import Community
from .following import note_news
from .post import Post
from .state import State
from .topic import Topic
from .topic_ticket import PostMessage, TopicTicket
from .words import plain_words

CHANNEL, RULE, WROTE = "community", "community", "community_wrote"
AT_ONCE = 50  # topics of one sweep


def spread(post_id: int) -> None:
    """Tell those who follow of a post that is shown, and the ticket that answers its topic. Twice changes nothing."""
    post = Post.objects.shown().select_related("topic", "author__customer").filter(pk=post_id).first()
    if post is None:
        return
    note_news(post)
    if wants_ticket_at_once(post.topic, Community.current()):
        open_ticket(post.topic)
    come_in(post)
    settle(post.topic)


def wants_ticket_at_once(topic: Topic, community: Community) -> bool:
    """Whether the shop answers such a question without waiting for others."""
    if not topic.is_question or topic.answer_count or topic.accepted_id or not _asker(topic):
        return False
    is_for_product = topic.product_id is not None and community.asks_products_at_once
    return is_for_product or community.ticket_after_hours == 0


def open_for_silent_topics(now: datetime) -> int:
    """Make a ticket of each question that nobody has answered in the hours that the shop set; returns how many."""
    community = Community.current()
    if not community.is_on or not community.ticket_after_hours:
        return 0
    waited = now - timedelta(hours=community.ticket_after_hours)
    silent = Topic.objects.unanswered().filter(created_at__lte=waited, answered_by=None)
    silent = silent.filter(author__customer__isnull=False).order_by("created_at")
    return sum(_opens_ticket(topic) for topic in silent.select_related("author__customer")[:AT_ONCE])


def _opens_ticket(topic: Topic) -> bool:
    """Whether `topic` has a ticket now; one that was hidden a moment ago keeps no other waiting."""
    try:
        open_ticket(topic)
    except Refused:
        return False
    return True


@transaction.atomic
def open_ticket(topic: Topic, *, by: Agent | None = None) -> Ticket:
    """The ticket by which agents answer `topic`; the one that is there, if there is.

    Raises Refused when no shopper is behind it any more, or it is not shown.
    """
    if by:
        by.require(Permission.TICKET_REPLY)
    topic = topic.lock()
    known = TopicTicket.objects.filter(topic=topic).select_related("ticket").first()
    if known:
        return known.ticket
    customer = _asker(topic)
    if customer is None or topic.state != State.SHOWN:
        raise Refused(_("Nobody waits for an answer to this."))
    community = Community.current()
    ticket = create_ticket(
        customer=customer,
        channel=CHANNEL,
        subject=topic.title,
        by=customer,
        language=topic.language,
        team=community.team,
    )
    set_inbox(ticket, inbox())
    TopicTicket.objects.create(topic=topic, ticket=ticket)
    for post in topic.posts.shown().select_related("author__customer").order_by("pk"):
        come_in(post)
    ticket.refresh_from_db()
    return ticket


def _asker(topic: Topic) -> Customer | None:
    return topic.author.person if topic.author else None


def inbox() -> Inbox:
    """The inbox that tickets of the community come in by, made when it is needed first."""
    hold_until_commit("community inbox")
    found = Inbox.objects.filter(channel=CHANNEL).order_by("pk").first()
    return found or Inbox.objects.create(channel=CHANNEL, name=_("Community"), team=Community.current().team)


@transaction.atomic
def come_in(post: Post) -> None:
    """Bring a post into the ticket of its topic: its asker's as a message, another member's as a note.

    What the shop posted stands there already. A ticket that was closed is followed by another. Twice changes nothing.
    """
    link = TopicTicket.objects.filter(topic=post.topic_id).select_related("ticket").first()
    if link is None or (post.author and post.author.is_staff) or hasattr(post, "as_message"):
        return
    ticket = standing(link.ticket)
    ticket.lock()
    if PostMessage.objects.filter(post=post).exists():
        return
    if ticket.status == Status.CLOSED:
        link.delete()
        asker = _asker(post.topic)
        if asker and post.author_id == post.topic.author_id:
            _follow_up(post, asker)
        return
    PostMessage.objects.create(post=post, message=_write(post, ticket))


def _write(post: Post, ticket: Ticket):
    customer = post.author.person if post.author else None
    if customer and customer.pk == ticket.customer_id:
        message, _is_new = receive_message(
            ticket,
            plain_words(post.html),
            html=post.html,
            customer=customer,
            channel=CHANNEL,
            client_id=post.client_id,
        )
        return message
    name = post.author.pseudonym if post.author else "—"
    note, _is_new = add_rule_note(
        ticket, WROTE, by=RULE, below=plain_words(post.html), client_id=post.client_id, name=name
    )
    return note


def _follow_up(post: Post, asker: Customer) -> None:
    """A new ticket for what the asker wrote after theirs was closed, with that alone."""
    topic = post.topic
    ticket = create_ticket(
        customer=asker,
        channel=CHANNEL,
        subject=topic.title,
        by=asker,
        language=topic.language,
        team=Community.current().team,
    )
    set_inbox(ticket, inbox())
    TopicTicket.objects.create(topic=topic, ticket=ticket)
    PostMessage.objects.create(post=post, message=_write(post, ticket))


@transaction.atomic
def settle(topic: Topic) -> None:
    """Solve the ticket of a topic whose asker said what solved it. Twice changes nothing."""
    link = TopicTicket.objects.filter(topic=topic).select_related("ticket").first()
    best = topic.accepted
    if best is None or link is None:
        return
    ticket = standing(link.ticket)
    ticket.lock()
    if (
        ticket.is_unsolved
        and not ticket.messages.filter(customer=ticket.customer_id, created_at__gt=best.created_at).exists()
    ):
        with contextlib.suppress(Refused):  # something is to be filled in first: an agent does that
            set_status(ticket, Status.SOLVED, by=RULE)
