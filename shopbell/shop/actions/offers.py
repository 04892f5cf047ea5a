"""What may be done to an order now: each action, and for those that may not the reason, before anything is chosen.

Only what the order and the customer themselves say counts here; a reason, a line or a payment method is judged by the
preview.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import get_language

from shopbell.core.errors import Refused
from shopbell.customers.customer import Customer

from ..order import Order
from ..payment import PaymentMethod
from ..policies.decide import NO_RULE, all_rules_at, first_by_what_is_known, rules_at
from ..policies.fact import Facts
from ..policies.policy import Outcome, PolicyVersion
from ..policies.wording import sentence_of
from .action import Action
from .backend import OWN, Backend, backend_at, refuse_elsewhere
from .buyer import buyer_of
from .facts import ASKED, method_facts, order_facts, scene_facts
from .registry import ACTIONS
from .run import Who
from .scene import Scene

KNOWN = ("order.", "customer.")
# whether it covers what is charged is known once that is
OF_METHOD = {
    "method.is_named",
    "method.is_customers",
    "method.is_original",
    "method.is_only_original",
    "method.kind",
}


@dataclass(frozen=True)
class Offer:
    action: Action
    is_allowed: bool
    sentence: str = ""
    rule: str = ""
    is_waivable: bool = False  # an exception may be made of that rule
    is_elsewhere: bool = False  # the rules allow it, and it is done in the shop system by hand
    instead: str = ""  # what is done there in its place


def offers_for(
    order: Order, *, by: Who, customer: Customer | None = None, at: datetime | None = None
) -> list[Offer]:
    """One offer for each action on an order, in the order of the registry."""
    return offers_on([order], by=by, customer=customer or order.customer, at=at)[order.pk]


def offers_on(
    orders: Sequence[Order], *, by: Who, customer: Customer, at: datetime | None = None
) -> dict[int, list[Offer]]:
    """The offers of each of `orders`, by its id, in as many queries as one takes; none of what was prefetched."""
    if not orders:
        return {}
    at = at or timezone.now()
    rules = all_rules_at(at)
    buyer = buyer_of(customer, with_segments=_ask_segments(rules))
    prefetch_related_objects(orders, "payments", *ASKED)
    backends = {source: backend_at(source) for source in {order.source for order in orders} - set(OWN)}
    found = {}
    for order in orders:
        payments = [each for each in order.payments.all() if each.voided_at is None]
        scene = Scene(customer=customer, by=by, order=order, at=at, payments=payments)
        facts = Facts(buyer.facts(order.currency) | order_facts(scene))
        found[order.pk] = [
            _elsewhere(order, backends.get(order.source), _offer(action, facts, rules.get(action.name, [])))
            for action in ACTIONS.values()
            if action.subject == "order"
        ]
    return found


def methods_for(
    action: Action, order: Order, methods: Sequence[PaymentMethod], *, by: Who, customer: Customer
) -> list[PaymentMethod]:
    """Those of `methods` that the rules of `action` do not refuse, whatever else is chosen."""
    at = timezone.now()
    rules = rules_at(action.name, at)
    scene = Scene(customer=customer, by=by, order=order, at=at, payments=list(order.payments.standing()))
    known = scene_facts(scene)

    def is_taken(method: PaymentMethod) -> bool:
        facts = Facts(known | method_facts(scene, method))
        version = first_by_what_is_known(
            rules, facts, lambda name: name.startswith(KNOWN) or name in OF_METHOD
        )
        return version is None or version.outcome != Outcome.REFUSE

    return [each for each in methods if is_taken(each)]


def _ask_segments(rules: dict[str, list[PolicyVersion]]) -> bool:
    every = [each for rows in rules.values() for rule in rows for each in rule.conditions]
    return any(each["field"] == "customer.segments" for each in every)


def _elsewhere(order: Order, backend: Backend | None, offer: Offer) -> Offer:
    """What the rules allow and the order's own shop system cannot do is not offered."""
    if not offer.is_allowed:
        return offer
    try:
        refuse_elsewhere(order, backend, offer.action)
    except Refused as refusal:
        instead = backend.instead(offer.action.name) if backend else ""
        return Offer(offer.action, False, str(refusal), "impossible", is_elsewhere=True, instead=instead)
    return offer


def _offer(action: Action, facts: Facts, rules: list[PolicyVersion]) -> Offer:
    version = first_by_what_is_known(rules, facts, lambda name: name.startswith(KNOWN))
    if version is None:
        return Offer(action, False, "", NO_RULE)
    if version.outcome == Outcome.REFUSE:
        sentence = sentence_of(version, get_language() or "en", facts.values)
        return Offer(action, False, sentence, version.policy.slug, version.is_waivable)
    return Offer(action, True, "", version.policy.slug)
