"""`/policies`: the rules of the shop as they stand, in the order in which they are asked."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema

from shopbell.shop.policies.decide import rules_at
from shopbell.shop.policies.policy import Policy, PolicyVersion
from shopbell.shop.policies.wording import sentence_of

from ..door import needs
from ..scope import Scope
from .orders import aware
from .problem import READS

routes = Router(tags=["Policies"])


class PolicyState(Schema):
    rule: str
    action: str
    title: str
    version: int
    effective_from: datetime
    effective_until: datetime | None
    conditions: list[dict[str, Any]] = Field(description="All must hold: field, op, value.")
    outcome: str = Field(description="`allow`, `refuse` or `ask`.")
    terms: dict[str, Any]
    sentences: dict[str, str] = Field(
        description="What the customer reads, by language, with the numbers of the rule in it."
    )


@routes.get("/policies", response={200: list[PolicyState], **READS}, **needs(Scope.POLICIES_READ))
def list_policies(request: HttpRequest, action: str = "", at: datetime | None = None):
    """The rules that count now, or at a moment. Of an action the first that holds decides; none: it is refused."""
    moment = aware(at) if at else timezone.now()
    names = (
        [action] if action else Policy.objects.order_by("action").values_list("action", flat=True).distinct()
    )
    return [_state(each) for name in names for each in rules_at(name, moment)]


def _state(version: PolicyVersion) -> PolicyState:
    return PolicyState(
        rule=version.policy.slug,
        action=version.policy.action,
        title=version.policy.title,
        version=version.number,
        effective_from=version.effective_from,
        effective_until=version.effective_until,
        conditions=version.conditions,
        outcome=version.outcome,
        terms=version.terms,
        sentences={language: sentence_of(version, language) for language in version.sentences},
    )
