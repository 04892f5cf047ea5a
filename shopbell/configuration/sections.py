"""What the configuration file holds, in the order in which it is written and read: names before what points at them."""

from typing import Any

from django.utils.translation import gettext as _t

from shopbell.accounts.keeper import require_keeper
from shopbell.accounts.models import Role, Team
from shopbell.accounts.permission import Permission
from shopbell.accounts.presence_policy import PresencePolicy
from shopbell.channels.accent import COLOUR
from shopbell.channels.email.models import SpamPolicy
from shopbell.channels.email.spam.policy import Strictness
from shopbell.channels.models import Brand
from shopbell.core.errors import Refused
from shopbell.segments.models import Segment
from shopbell.segments.segment import refuse_too_many
from shopbell.shop.models import MatterPolicy, Procedure
from shopbell.shop.procedures.step import read_steps, write_steps
from shopbell.tickets.deletion import Retention
from shopbell.tickets.models import AnswerPolicy, Checklist, ContactReason, CustomField, Tag
from shopbell.tickets.reason import find_reason, path_of

from .authority import SECTIONS as AUTHORITY
from .carriers import CARRIERS, STANDSTILLS
from .channels import SECTIONS as CHANNELS
from .community import SECTIONS as COMMUNITY
from .form_questions import FORM_QUESTIONS
from .goals import FIRST_CONTACT, GOALS
from .help_centre import SECTIONS as HELP_CENTRE
from .hours import HOURS
from .inboxes import INBOXES
from .macros import MACROS
from .meaning import MEANING
from .policies import POLICIES
from .reasons import REASONS
from .routing import SECTIONS as ROUTING
from .rules import SCHEDULES, TRIGGERS
from .section import Part, Section, column, find_named, names, pointer, words
from .status import PARTS as STATUS_PARTS
from .synonyms import SYNONYMS
from .views_section import views_of
from .waiting import QUESTIONS


def _put_colour(brand: Any, colour: str) -> None:
    if not COLOUR.fullmatch(colour):
        raise Refused(_t("Write the colour like #8a5a0b."))
    brand.colour = colour.lower()


def _put_steps(procedure: Any, text: str) -> None:
    procedure.steps = [step.as_dict() for step in read_steps(text)]


def _put_strictness(policy: Any, strictness: str) -> None:
    if strictness not in Strictness:
        raise Refused(_t("Write one of these words: %(words)s.") % {"words": ", ".join(Strictness.values)})
    policy.strictness = strictness


SHOP = Section(
    "shop",
    "settings-shop",
    Brand,
    identity=(),
    parts=[
        column("name"),
        column("phone"),
        column("address"),
        Part("colour", str, lambda brand: brand.colour, _put_colour),
    ],
    rows=lambda: Brand.objects.filter(pk=1),
    fresh=Brand.current,
)
TEAMS = Section(
    "teams",
    "settings-teams",
    Team,
    identity=("name",),
    parts=[column("name"), column("description")],
    rows=lambda: Team.objects.order_by("name"),
)
ROLES = Section(
    "roles",
    "settings-roles",
    Role,
    identity=("name",),
    parts=[column("name"), words("permissions")],
    rows=lambda: Role.objects.order_by("name"),
    check=require_keeper,
    permission=Permission.AGENT_MANAGE,
)
TAGS = Section(
    "tags",
    "settings-tags",
    Tag,
    identity=("name",),
    parts=[column("name")],
    rows=lambda: Tag.objects.order_by("name"),
)
FIELDS = Section(
    "fields",
    "settings-fields",
    CustomField,
    identity=("name",),
    parts=[
        column("name"),
        column("about"),
        column("kind"),
        words("choices"),
        column("help"),
        column("required", bool, "is_required"),
        names("reasons", ContactReason, find_reason, path_of),
        names("teams", Team, lambda called: find_named(Team, str(called)), str),
        column("position", int),
        column("in_use", bool, "is_active"),
    ],
    rows=lambda: CustomField.objects.order_by("position", "name", "id"),
)
CHECKLISTS = Section(
    "checklists",
    "settings-checklists",
    Checklist,
    identity=("name",),
    parts=[column("name"), words("tasks"), pointer("team", Team), column("position", int)],
    rows=lambda: Checklist.objects.select_related("team").order_by("position", "name", "id"),
)
SEGMENTS = Section(
    "segments",
    "settings-segments",
    Segment,
    identity=("name",),
    parts=[
        column("name"),
        Part("filter", str, lambda segment: segment.text, lambda segment, text: segment.keep(text)),
        column("position", int),
    ],
    rows=lambda: Segment.objects.order_by("position", "name", "id"),
    check=refuse_too_many,
    permission=Permission.CUSTOMER_SEGMENT,
)
PROCEDURES = Section(
    "procedures",
    "settings-procedures",
    Procedure,
    identity=("name",),
    parts=[
        column("name"),
        column("topic"),
        column("about"),
        Part("steps", str, lambda procedure: write_steps(procedure.written), _put_steps),
        names("reasons", ContactReason, find_reason, path_of),
        column("position", int),
        column("in_use", bool, "is_active"),
    ],
    rows=lambda: Procedure.objects.prefetch_related("reasons__parent"),
)
PRESENCE = Section(
    "presence",
    "settings-presence",
    PresencePolicy,
    identity=(),
    parts=[column("noted", bool, "is_noted")],
    rows=lambda: PresencePolicy.objects.filter(pk=1),
    fresh=PresencePolicy.current,
)
ANSWERS = Section(
    "answers",
    "settings-answers",
    AnswerPolicy,
    identity=(),
    parts=[column("takes_on", bool), column("by_mail", bool)],
    rows=lambda: AnswerPolicy.objects.filter(pk=1),
    fresh=AnswerPolicy.current,
)
MATTER = Section(
    "matter",
    "settings-matter",
    MatterPolicy,
    identity=(),
    parts=[column("asks_reason", bool), column("asks_order", bool), column("insists", bool)],
    rows=lambda: MatterPolicy.objects.filter(pk=1),
    fresh=MatterPolicy.current,
)
SPAM = Section(
    "spam",
    "settings-spam",
    SpamPolicy,
    identity=(),
    parts=[
        column("on", bool, "is_on"),
        Part("strictness", str, lambda policy: policy.strictness, _put_strictness),
    ],
    rows=lambda: SpamPolicy.objects.filter(pk=1),
    fresh=SpamPolicy.current,
)
DELETED = Section(
    "deleted_tickets",
    "settings-retention",
    Retention,
    identity=(),
    parts=[column("days", int)],
    rows=lambda: Retention.objects.filter(pk=1),
    fresh=Retention.current,
)


def sections(by=None) -> list[Section]:
    """The sections as `by` may write them; None for whoever sits at the machine."""
    return [
        SHOP,
        TEAMS,
        ROLES,
        TAGS,
        REASONS,
        INBOXES,
        HOURS,
        FIELDS,
        FORM_QUESTIONS,
        CHECKLISTS,
        PROCEDURES,
        MACROS,
        SEGMENTS,
        POLICIES,
        GOALS,
        FIRST_CONTACT,
        TRIGGERS,
        SCHEDULES,
        *views_of(by),
        PRESENCE,
        ANSWERS,
        MATTER,
        CARRIERS,
        STANDSTILLS,
        SPAM,
        DELETED,
        SYNONYMS,
        MEANING,
        *AUTHORITY,
        QUESTIONS,
        *HELP_CENTRE,
        *ROUTING,
        *CHANNELS,
        *COMMUNITY,
        STATUS_PARTS,
    ]
