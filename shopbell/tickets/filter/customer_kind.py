"""Whose tickets: the fields that ask for a customer, or for the company that the customer belongs to."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q

from shopbell.accounts.permission import Permission
from shopbell.customers.company import Company, CompanyMember
from shopbell.customers.customer import Customer
from shopbell.customers.search import find_customers, ids_of_called

from .condition import Asker, Suggestion, Value, Word
from .kind import ID, OFFERED, Rows, Text


class CustomerKind(Rows):
    """A customer chosen from the list (`#12`), or whoever's name or address begins with what was typed."""

    def __init__(self) -> None:
        super().__init__(rows=_customers_seen_by)

    def read(self, word: Word, asker: Asker) -> Value:
        if not word.is_quoted and (number := ID.fullmatch(word.text)):
            return int(number[1])
        return Text().read(word, asker)

    def write(self, value: Value, asker: Asker) -> Word:
        if isinstance(value, int):
            return Word(f"#{value}")
        return Word(value, is_quoted=bool(ID.fullmatch(value)))

    def suggest(self, begun: str, asker: Asker) -> list[Suggestion]:
        if asker.agent is None or not begun.strip():
            return []
        found = find_customers(asker.agent, begun).order_by("-pk").prefetch_related("identities")[:OFFERED]
        return [Suggestion(Word(f"#{each.pk}"), str(each), each.address) for each in found]


def _customers_seen_by(asker: Asker):
    return Customer.objects.visible_to(asker.agent) if asker.agent else Customer.objects.all()


def of_customer(values: Sequence[Value], asker: Asker) -> Q:
    found = Q(customer__in=[value for value in values if isinstance(value, int)])
    may_ask = asker.agent is None or asker.agent.may(Permission.CUSTOMER_READ)
    for text in values:
        if isinstance(text, str):
            found |= Q(customer__in=ids_of_called(text)) if may_ask else Q(pk__in=[])
    return found


def companies_seen_by(asker: Asker):
    return Company.objects.visible_to(asker.agent) if asker.agent else Company.objects.all()


def of_company(values: Sequence[Value], asker: Asker) -> Q:
    """Tickets of whoever belongs to one of them; who may not see customers finds none."""
    if asker.agent and not asker.agent.may(Permission.CUSTOMER_READ):
        return Q(pk__in=[])
    belongs = CompanyMember.objects.filter(customer=OuterRef("customer"))
    ids = [value for value in values if isinstance(value, int)]
    found = Q(customer__in=CompanyMember.objects.filter(company__in=ids).values("customer"))
    if "any" in values:
        found |= Q(Exists(belongs))
    return found | ~Q(Exists(belongs)) if "none" in values else found
