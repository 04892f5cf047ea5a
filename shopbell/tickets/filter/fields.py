"""The fields of this floor: what a ticket says of itself, and what lies in the tables beside it."""

from collections.abc import Sequence
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.accounts.team import Team

from ..attachment import Attachment
from ..complexity import at_level
from ..complexity_factor import LEVELS
from ..draft import Draft
from ..message import Kind as MessageKind
from ..message import Message
from ..reason import ContactReason, Stage
from ..seen import has_read
from ..stage import at_stage
from ..status import UNSOLVED, Status
from ..tag import Tag
from ..ticket import IN_QUEUE, Priority
from .condition import Asker, Value, Words
from .custom_field import CustomFieldKind
from .customer_kind import CustomerKind, companies_seen_by, of_company, of_customer
from .field import Field, on_column, register
from .kind import Choice, Flags, Rows, Text
from .language_kind import LanguageKind, of_language
from .measure import Moment, Number
from .subject import in_subject

NONE_ANY: dict[str, Words] = {"none": _("none"), "any": _("any")}
NOBODY_ANY: dict[str, Words] = {"none": _("nobody"), "any": _("anybody")}


# --- status, priority, stage ------------------------------------------------------------------------

STATUSES: dict[str, Words] = {"unsolved": _("Unsolved"), **dict(Status.choices)}


def _status(values: Sequence[Value], asker: Asker) -> Q:
    wanted = {str(value) for value in values}
    if "unsolved" in wanted:
        wanted = wanted - {"unsolved"} | {str(status) for status in UNSOLVED}
    return Q(status__among=[status for status in Status if status in wanted])


PRIORITIES = {priority.name.lower(): priority for priority in Priority}


def _priority(values: Sequence[Value], asker: Asker) -> Q:
    return Q(priority__in=[PRIORITIES[str(value)] for value in values if value in PRIORITIES])


def _stage(values: Sequence[Value], asker: Asker) -> Q:
    return at_stage([str(value) for value in values])


def _complexity(values: Sequence[Value], asker: Asker) -> Q:
    return at_level([LEVELS[str(value)] for value in values if value in LEVELS])


# --- people, teams, tags, reasons -------------------------------------------------------------------


def teams_seen_by(asker: Asker):
    """The teams whose queues the asker may read."""
    if asker.agent is None or asker.agent.may(Permission.TICKET_READ_ALL):
        return Team.objects.all()
    return Team.objects.filter(pk__in=asker.agent.team_ids)


def agents_seen_by(asker: Asker):
    """Everybody to whom the asker could give a ticket, those who may sign in first; else the own teams."""
    agents = Agent.objects.order_by("-is_active", "name", "pk")
    sees_all = {Permission.TICKET_READ_ALL, Permission.TICKET_ASSIGN}
    if asker.agent is None or any(asker.agent.may(permission) for permission in sees_all):
        return agents
    mates = Agent.objects.filter(memberships__team__in=asker.agent.team_ids).values("pk")
    return agents.filter(Q(pk=asker.agent.pk) | Q(pk__in=mates))


def _mine(asker: Asker) -> Q:
    return Q(assignee=asker.agent.pk) if asker.agent else Q(pk__in=[])


def _own_teams(asker: Asker) -> Q:
    return Q(team__in=asker.agent.team_ids) if asker.agent else Q(pk__in=[])


def _tag(values: Sequence[Value], asker: Asker) -> Q:
    """Nothing stands beside `any` and `none` that finds nothing: `not (false or exists …)` reads all tags first."""
    on = Tag.tickets.through.objects.filter(ticket=OuterRef("pk"))
    ids = [value for value in values if isinstance(value, int)]
    parts = [Q(Exists(on.filter(tag__in=ids)))] if ids else []
    if "any" in values:
        parts.append(Q(Exists(on)))
    if "none" in values:
        parts.append(~Q(Exists(on)))
    return reduce(or_, parts, Q()) or Q(pk__in=[])


def _reason(values: Sequence[Value], asker: Asker) -> Q:
    """A reason holds its details."""
    ids = [value for value in values if isinstance(value, int)]
    reasons = ContactReason.objects.filter(Q(pk__in=ids) | Q(parent__in=ids))
    found = Q(reason__in=reasons.values("pk")) if ids else Q(pk__in=[])
    return found | on_column("reason")([value for value in values if isinstance(value, str)], asker)


# --- words, what is there ---------------------------------------------------------------------------


def _subject(values: Sequence[Value], asker: Asker) -> Q:
    """The words of a value stand side by side; the last may go on."""
    found = Q(pk__in=[])
    for value in values:
        found |= in_subject(str(value), is_list=asker.agent is not None)
    return found


def _unread(asker: Asker) -> Q:
    """The customer waits with words that the agent has not read."""
    if asker.agent is None:
        return Q(pk__in=[])
    return Q(waiting_since__isnull=False, status__among=UNSOLVED) & ~Q(has_read(asker.agent))


def _waiting(values: Sequence[Value], asker: Asker) -> Q:
    """Only unsolved tickets wait; saying so lets their small index answer."""
    waits = WAITING.condition("waiting_since", [value for value in values if value != "none"], asker)
    found = waits & Q(status__among=UNSOLVED)
    return found | Q(waiting_since=None) if "none" in values else found


IS = Flags()
IS.add("queued", _("In a queue"), lambda asker: Q(status__among=UNSOLVED) & IN_QUEUE)
IS.add("spam", _("Spam"), lambda asker: Q(spam__isnull=False))
IS.add("snoozed", _("Snoozed"), lambda asker: Q(snooze__isnull=False))
IS.add("unread", _("Unread"), _unread)
IS.add(
    "unanswered",
    _("Waiting for the first reply"),
    lambda asker: Q(first_replied_at=None, status__among=[Status.NEW, Status.OPEN]),
)
HAS = Flags()
HAS.add(
    "attachment",
    _("Attachment"),
    lambda asker: Q(Exists(Attachment.objects.filter(message__ticket=OuterRef("pk")))),
)
HAS.add(
    "note",
    _("Internal note"),
    lambda asker: Q(Exists(Message.objects.filter(ticket=OuterRef("pk"), kind=MessageKind.NOTE))),
)
HAS.add(
    "draft",
    _("Your draft"),
    lambda asker: Q(pk__in=Draft.objects.filter(agent=asker.agent).exclude(ticket=None).values("ticket")),
)
DATE, WAITING, NUMBER = Moment({}), Moment({**NONE_ANY}, (">1h", ">4h", ">1d"), alone=">"), Number()
SOLVED = Moment({**NONE_ANY})
CUSTOM = CustomFieldKind()


def register_fields() -> None:
    """Put this floor's fields into the registry, in the order in which completion offers them."""
    assignee = Rows(
        agents_seen_by, {"me": _("me"), **NOBODY_ANY}, names=("name", "email"), hint=lambda row: row.email
    )
    team = Rows(teams_seen_by, {"mine": _("my teams"), **NONE_ANY})
    reasons = Rows(
        lambda asker: ContactReason.objects.select_related("parent"), NONE_ANY, hint=lambda row: row.path
    )
    for each in (
        Field("status", _("Status"), Choice(STATUSES), _status, "status:open,pending", ("state",)),
        Field(
            "assignee",
            _("Assignee"),
            assignee,
            on_column("assignee", me=_mine),
            "assignee:me",
            ("agent", "owner"),
        ),
        Field("team", _("Team"), team, on_column("team", mine=_own_teams), 'team:"Returns"', ("queue",)),
        Field(
            "tag",
            _("Tag"),
            Rows(lambda asker: Tag.objects.all(), NONE_ANY),
            _tag,
            "tag:vip,urgent",
            ("tags",),
        ),
        Field("is", pgettext_lazy("a ticket", "Is"), IS, IS.condition, "is:unread"),
        Field("has", _("Has"), HAS, HAS.condition, "has:attachment", ("with",)),
        Field("reason", _("Contact reason"), reasons, _reason, 'reason:"Where is my order"', ("why",)),
        Field("stage", _("Stage"), Choice(dict(Stage.choices)), _stage, "stage:before"),
        Field(
            "priority",
            _("Priority"),
            Choice({key: each.label for key, each in PRIORITIES.items()}),
            _priority,
            "priority:high,urgent",
        ),
        Field(
            "complexity",
            _("Complexity"),
            Choice({code: level.label for code, level in LEVELS.items()}),
            _complexity,
            "complexity:complex",
            ("difficulty",),
        ),
        Field(
            "customer",
            _("Customer"),
            CustomerKind(),
            of_customer,
            "customer:mina@example.com",
            ("from", "requester"),
        ),
        Field(
            "company",
            _("Company"),
            Rows(companies_seen_by, NONE_ANY),
            of_company,
            'company:"Wexmoor Ltd"',
            ("firm",),
        ),
        Field("language", _("Language"), LanguageKind(), of_language, "language:de", ("lang",)),
        Field("waiting", _("Waiting"), WAITING, _waiting, "waiting:>2h", ("wait",)),
        Field(
            "created",
            _("Created"),
            DATE,
            lambda v, a: DATE.condition("created_at", v, a),
            "created:<7d",
            ("opened",),
        ),
        Field(
            "updated",
            _("Updated"),
            DATE,
            lambda v, a: DATE.condition("updated_at", v, a),
            "updated:today",
            ("changed",),
        ),
        Field(
            "solved",
            _("Solved"),
            SOLVED,
            lambda v, a: SOLVED.condition("solved_at", v, a),
            "solved:yesterday",
        ),
        Field(
            "number",
            pgettext_lazy("of a ticket", "Number"),
            NUMBER,
            lambda v, a: NUMBER.condition("pk", v),
            "number:2001..2009",
            ("id", "ticket"),
        ),
        Field("field", _("Field"), CUSTOM, CUSTOM.condition, 'field:"Serial number~0815"', ("detail",)),
        Field("subject", _("Subject"), Text(), _subject, 'subject:"lost parcel"', ("text", "words")),
    ):
        register(each)
