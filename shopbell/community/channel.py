"""Sending on this channel: an agent's reply becomes a post of the shop in the topic that its ticket answers."""

from django.db import transaction
from django.utils.translation import gettext as _

from shopbell.channels.delivery import Delivery
from shopbell.channels.public_answer import FOR_EVERYBODY
from shopbell.channels.registry import DeliveryError
from shopbell.tickets.message import Message

from .post import Post
from .profile import Profile, shop_profile, staff_profile
from .showing import set_state
from .state import State
from .topic import Topic
from .topic_ticket import PostMessage
from .words import html_of


@transaction.atomic
def post_reply(delivery: Delivery) -> str:
    """Write the message of `delivery` into its topic; returns the number of the post. Once, however often it is tried.

    Raises DeliveryError when the topic is gone or hidden, nobody stands behind the words, or files hang on them.
    """
    message = delivery.message
    known = PostMessage.objects.filter(message=message).first()
    if known:
        return str(known.post_id)
    topic = _topic_of(message)
    if topic is None:
        raise DeliveryError(_("The topic of this ticket is no longer shown."), permanent=True)
    author = _author(message)
    if author is None:
        raise DeliveryError(_("Only an agent can answer in the community."), permanent=True)
    if message.attachments.exists():
        raise DeliveryError(
            _("No files can be posted in the community. Answer without them."), permanent=True
        )
    topic = topic.lock()
    post = Post.objects.create(
        topic=topic,
        author=author,
        text=message.text,
        html=html_of(message.text),
        client_id=message.client_id,
    )
    PostMessage.objects.create(post=post, message=message)
    set_state(post, State.SHOWN)
    return str(post.pk)


def _topic_of(message: Message) -> Topic | None:
    """The topic in which the ticket was written last: several lead to it where tickets were merged, however often. Its
    own where none of its messages came from there any more. None when that one is not shown, though another may be."""
    came = PostMessage.objects.filter(message__ticket=message.ticket_id, message__lt=message.pk)
    last = came.select_related("post__topic").order_by("-message").first()
    topic = last.post.topic if last else Topic.objects.filter(answered_by__ticket=message.ticket_id).first()
    return topic if topic and topic.state == State.SHOWN else None


def _author(message: Message) -> Profile | None:
    if message.agent:
        return staff_profile(message.agent)
    return shop_profile() if message.rule in FOR_EVERYBODY else None
