"""The fields that a filter of customers may name on this floor, and `segment:` for the filters of tickets."""

from collections.abc import Sequence

from django.db.models import Case, Count, Exists, OuterRef, Q, Subquery, When
from django.db.models.lookups import IsNull
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shopbell.accounts.permission import Permission
from shopbell.core.reader import countries
from shopbell.customers.block import Block
from shopbell.customers.company import CompanyMember
from shopbell.customers.identity import Identity
from shopbell.customers.identity import Kind as IdentityKind
from shopbell.customers.note import Note
from shopbell.customers.search import ids_of_called
from shopbell.tickets.field import About
from shopbell.tickets.filter.condition import Asker, Filter, Suggestion, Value, Word, Words
from shopbell.tickets.filter.custom_field import CustomFieldKind
from shopbell.tickets.filter.customer_kind import companies_seen_by
from shopbell.tickets.filter.field import FIELDS, Field, register
from shopbell.tickets.filter.kind import OFFERED, Flags, Kind, Rows, Text, begun_words, fixed
from shopbell.tickets.filter.language_kind import LanguageKind, of_language
from shopbell.tickets.filter.measure import Moment, Number, bounds
from shopbell.tickets.filter.misread import folded, misread
from shopbell.tickets.models import Tag, Ticket
from shopbell.tickets.status import UNSOLVED

from .query import CUSTOMER_FIELDS
from .segment import Segment, members_of

NONE_ANY: dict[str, Words] = {"none": _("none"), "any": _("any")}
DATE, CONTACT, COUNT = Moment({}), Moment({**NONE_ANY}), Number()
CUSTOM = CustomFieldKind(About.CUSTOMER)


class CountryKind(Kind):
    """A country by its code or its name in the reader's language."""

    words = {"none": _("unknown")}

    def read(self, word: Word, asker: Asker) -> Value:
        if key := fixed(self.words, word):
            return key
        typed, names = folded(word.text), countries()
        code = typed.upper() if typed.upper() in names else None
        code = code or next((code for code, name in names.items() if folded(name) == typed), None)
        if code is None:
            raise misread(
                _t("“%(word)s” is not a country. Write it like DE or Germany."), word.text, names.values()
            )
        return code

    def label(self, value: Value, asker: Asker) -> str:
        return str(self.words.get(str(value)) or countries().get(str(value), str(value)))

    def suggest(self, begun: str, asker: Asker) -> list[Suggestion]:
        wanted = folded(begun)
        found = [
            Suggestion(Word(code), name)
            for code, name in countries().items()
            if wanted and (folded(name).startswith(wanted) or code.lower() == wanted)
        ]
        return [*found[:OFFERED], *begun_words(self.words, begun)]


def _country(values: Sequence[Value], asker: Asker) -> Q:
    return Q(country__in=["" if value == "none" else value for value in values])


def _name(values: Sequence[Value], asker: Asker) -> Q:
    found = Q(pk__in=[])
    for text in values:
        found |= Q(pk__in=ids_of_called(str(text)))
    return found


def _segment(values: Sequence[Value], asker: Asker) -> Q:
    found = Q(pk__in=[])
    for segment in Segment.objects.filter(pk__in=[value for value in values if isinstance(value, int)]):
        found |= Q(pk__in=members_of(segment).values("pk"))
    return found


def _segment_of_ticket(values: Sequence[Value], asker: Asker) -> Q:
    """Tickets of whoever is in one of them; who may not see customers finds none."""
    if asker.agent and not asker.agent.may(Permission.CUSTOMER_READ):
        return Q(pk__in=[])
    found = Q(pk__in=[])
    for segment in Segment.objects.filter(pk__in=[value for value in values if isinstance(value, int)]):
        found |= Q(customer__in=members_of(segment).values("pk"))
    return found


def _company(values: Sequence[Value], asker: Asker) -> Q:
    belongs = CompanyMember.objects.filter(customer=OuterRef("pk"))
    found = Q(Exists(belongs.filter(company__in=[value for value in values if isinstance(value, int)])))
    if "any" in values:
        found |= Q(Exists(belongs))
    return found | ~Q(Exists(belongs)) if "none" in values else found


def tickets_seen_by(asker: Asker):
    return Ticket.objects.visible_to(asker.agent) if asker.agent else Ticket.objects.undeleted()


def own_tickets(asker: Asker):
    """Tickets of the customer in question, of those that the asker may see."""
    return tickets_seen_by(asker).filter(customer=OuterRef("pk"))


def _tag(values: Sequence[Value], asker: Asker) -> Q:
    """Whoever has a ticket with one of the tags."""
    ids = [value for value in values if isinstance(value, int)]
    on = Tag.tickets.through.objects.filter(ticket=OuterRef("pk"), tag__in=ids)
    return Q(Exists(own_tickets(asker).filter(Exists(on))))


def _contact(values: Sequence[Value], asker: Asker) -> Q:
    """When the last message of any of their tickets was written."""
    tickets = own_tickets(asker)
    newer = tickets_seen_by(asker).filter(
        customer=OuterRef("customer"), last_message_at__gt=OuterRef("last_message_at")
    )
    asked, found = [value for value in values if value not in NONE_ANY], Q(pk__in=[])
    if asked:  # an EXISTS of nothing would keep the planner from the index of what is asked besides
        met = tickets.filter(CONTACT.condition("last_message_at", asked, asker))
        found = Q(Exists(met.filter(~Exists(newer))))
    if "any" in values:
        found |= Q(Exists(tickets))
    return found | ~Q(Exists(tickets)) if "none" in values else found


def bounds_of_contact(asked: Filter, agent) -> Q:
    """What `asked` says of the last contact, as a question on the ticket that it was in."""
    asker, found = Asker.of(agent), Q()
    for each in asked:
        if each.field == "contact" and not each.is_not and not NONE_ANY.keys() & set(each.values):
            found &= CONTACT.condition("last_message_at", each.values, asker)
    return found


def _count_of_tickets(values: Sequence[Value], asker: Asker) -> Q:
    """How many tickets they have, counted no further than the question goes."""
    found = Q(pk__in=[])
    for least, most in map(bounds, values):
        too_many = _has_tickets(most + 1, asker) if most is not None else Q(pk__in=[])
        found |= _has_tickets(least, asker) & ~too_many
    return found


def _has_tickets(count: int, asker: Asker) -> Q:
    """Whoever has at least `count`.

    A second one is looked for beside each customer. From three on hardly anybody has so many, and looking beside each
    takes longer than counting them all: once, in a CASE, since as a join it might be counted anew for each customer.
    """
    if count <= 0:
        return ~Q(pk__in=[])
    tickets = own_tickets(asker)
    if count == 1:
        return Q(Exists(tickets))
    if count == 2:
        return Q(IsNull(Subquery(tickets.order_by().values("pk")[1:2]), False))
    counts = tickets_seen_by(asker).order_by().values("customer_id").annotate(held=Count("pk"))
    many = counts.filter(held__gte=count).values("customer_id")
    return Q(Case(When(pk__in=many, then=True), default=False))


def _known_by(kind: IdentityKind, **more):
    return lambda asker: Q(Exists(Identity.objects.filter(customer=OuterRef("pk"), kind=kind, **more)))


def _blocked(asker: Asker) -> Q:
    in_force = Block.objects.in_force(timezone.now()).filter(kind=OuterRef("kind"), value=OuterRef("value"))
    return Q(Exists(Identity.objects.filter(customer=OuterRef("pk")).filter(Exists(in_force))))


def _only_a_browser(asker: Asker) -> Q:
    known = Identity.objects.filter(customer=OuterRef("pk")).exclude(kind=IdentityKind.VISITOR)
    return Q(name="") & ~Q(Exists(known))


HAS, IS = Flags(), Flags()
HAS.add(
    "open-ticket",
    _("Open ticket"),
    lambda asker: Q(Exists(own_tickets(asker).filter(status__among=UNSOLVED))),
)
HAS.add("ticket", _("Ticket"), lambda asker: Q(Exists(own_tickets(asker))))
HAS.add("email", _("E-mail address"), _known_by(IdentityKind.EMAIL))
HAS.add("phone", _("Phone number"), _known_by(IdentityKind.PHONE))
HAS.add("handle", _("Social handle"), _known_by(IdentityKind.HANDLE))
HAS.add("note", _("Note"), lambda asker: Q(Exists(Note.objects.standing().filter(customer=OuterRef("pk")))))
IS.add("blocked", _("Blocked"), _blocked)
IS.add(
    "verified",
    _("Known by something proved"),
    lambda asker: Q(
        Exists(
            Identity.objects.filter(customer=OuterRef("pk"), verified_at__isnull=False).exclude(
                kind=IdentityKind.VISITOR
            )
        )
    ),
)
IS.add("visitor", _("Known by a browser only"), _only_a_browser)


def register_fields() -> None:
    """Put this floor's fields into both registries, in the order in which completion offers them."""
    segments = Rows(
        lambda asker: Segment.objects.visible_to(asker.agent) if asker.agent else Segment.objects.all()
    )
    tags = Rows(lambda asker: Tag.objects.all())
    register(Field("segment", _("Segment"), segments, _segment_of_ticket, "segment:VIP"), FIELDS)
    for each in (
        Field("segment", _("Segment"), segments, _segment, "segment:VIP"),
        Field("company", _("Company"), Rows(companies_seen_by, NONE_ANY), _company, "company:any", ("firm",)),
        Field("country", _("Country"), CountryKind(), _country, "country:DE,AT"),
        Field("language", _("Language"), LanguageKind(), of_language, "language:de", ("lang",)),
        Field("has", _("Has"), HAS, HAS.condition, "has:open-ticket", ("with",)),
        Field("is", pgettext_lazy("a customer", "Is"), IS, IS.condition, "is:blocked"),
        Field("contact", _("Last contact"), CONTACT, _contact, "contact:>90d", ("written",)),
        Field(
            "since", _("Customer since"), DATE, lambda v, a: DATE.condition("created_at", v, a), "since:2026"
        ),
        Field("tickets", _("Tickets"), COUNT, _count_of_tickets, "tickets:>=3"),
        Field("tag", _("Tag"), tags, _tag, "tag:vip", ("tags",)),
        Field("field", _("Field"), CUSTOM, CUSTOM.condition, 'field:"Level=Gold"', ("detail",)),
        Field("name", _("Name or identity"), Text(), _name, "name:mina", ("text", "words")),
    ):
        register(each, CUSTOMER_FIELDS)
