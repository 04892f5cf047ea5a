"""The guide of an empty desk: five steps from nothing to a live chat with oneself.

What is done is read off the desk itself, so that nothing is asked twice and a step that was done elsewhere counts. The
row only remembers that the guide was begun, what was passed over, and that it is over. Only a real shop's desk has one:
it begins when the first admin comes in.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.models import Agent
from shopbell.accounts.permission import Permission
from shopbell.channels.chat.models import Visitor
from shopbell.channels.models import Brand, Inbox
from shopbell.tickets.message import Kind, Message


class Guide(models.Model):
    """One row, from the first step to the end of the last."""

    passed_over = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    @classmethod
    def current(cls) -> "Guide | None":
        return cls.objects.filter(pk=1).first()


@dataclass(frozen=True)
class Step:
    """`is_done` reads off the desk whether it is; an `optional` one may be passed over."""

    name: str
    title: str | Promise
    lead: str | Promise
    icon: str
    is_done: Callable[[], bool]
    optional: bool = True


def has_talked() -> bool:
    """Whether somebody wrote in a chat and an agent answered there."""
    return Message.objects.filter(
        channel="chat", kind=Kind.REPLY, agent__isnull=False, ticket__channel="chat"
    ).exists()


STEPS = [
    Step(
        "shop",
        _("Your shop"),
        _("Its name, logo and colour, as shoppers see them."),
        "store",
        lambda: Brand.objects.exclude(name="").exists(),
    ),
    Step(
        "inbox",
        _("A way in"),
        _("A chat on your pages, an e-mail address, or a form: where shoppers reach you first."),
        "inbox",
        lambda: Inbox.objects.exists(),
        optional=False,
    ),
    Step(
        "people",
        _("Your colleagues"),
        _("Who answers beside you. They get a link and choose their own password."),
        "users-round",
        lambda: Agent.objects.count() > 1,
    ),
    Step(
        "page",
        _("The chat on your shop"),
        _("One line on the pages of your shop, and every shopper sees the chat."),
        "code",
        lambda: Visitor.objects.exclude(first_page__contains="/desk/settings/inboxes/").exists(),
    ),
    Step(
        "talk",
        _("A chat with yourself"),
        _("Be the shopper on one side and the agent on the other, at the same time."),
        "messages-square",
        has_talked,
    ),
]
BY_NAME = {step.name: step for step in STEPS}


def begin_guide() -> str:
    """Begin the guide unless it was begun already; returns the address of where it goes on."""
    Guide.objects.get_or_create(pk=1)
    return reverse("guide")


def open_guide(agent) -> "Progress | None":
    """How far the guide has come, for who may follow it; None when there is none to follow."""
    if not agent.may(Permission.SETTINGS_MANAGE):
        return None
    guide = Guide.current()
    return Progress(guide) if guide and guide.finished_at is None else None


class Progress:
    """The steps of a guide and which of them are done."""

    def __init__(self, guide: Guide):
        self.guide = guide
        self.done = [step.name for step in STEPS if step.is_done()]
        self.count = len(STEPS)

    @property
    def next(self) -> Step | None:
        """The first step that is neither done nor passed over; None at the end."""
        over = {*self.done, *self.guide.passed_over}
        return next((step for step in STEPS if step.name not in over), None)

    def state(self, step: Step) -> str:
        if step.name in self.done:
            return "done"
        return "over" if step.name in self.guide.passed_over else "open"


def pass_over(guide: Guide, step: Step) -> None:
    """Leave `step` out for now; it can be done later all the same."""
    if step.optional and step.name not in guide.passed_over:
        guide.passed_over = [*guide.passed_over, step.name]
        guide.save(update_fields=["passed_over"])


def finish_guide(guide: Guide) -> None:
    """It is over: nothing offers it any more, though its page is still there."""
    guide.finished_at = guide.finished_at or timezone.now()
    guide.save(update_fields=["finished_at"])
