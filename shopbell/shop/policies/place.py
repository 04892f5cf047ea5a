"""The place of a rule among those of its action: the first that holds decides, so the order is part of the policy."""

from django.db import transaction

from shopbell.core.settings_history import note_change

from .policy import Policy

PAGE = "settings-policies"
STEP = 10


def rules_in_order(action: str) -> list[Policy]:
    return list(Policy.objects.filter(action=action).order_by("position", "pk"))


@transaction.atomic
def move_policy(policy: Policy, step: int, *, by) -> None:
    """Ask `policy` one place earlier (-1) or later (1) among the rules of its action; at the end it stays."""
    order = list(Policy.objects.select_for_update().filter(action=policy.action).order_by("position", "pk"))
    at = order.index(policy)
    to = max(0, min(len(order) - 1, at + step))
    if to == at:
        return
    with note_change(PAGE, policy, by=by):
        order.insert(to, order.pop(at))
        for position, each in enumerate(order, start=1):
            each.position = STEP * position
        Policy.objects.bulk_update(order, ["position"])
    policy.refresh_from_db(fields=["position"])


def place_new(policy: Policy) -> None:
    """Give a new rule its place: before the first that holds always, since nothing after that one is asked."""
    rules = rules_in_order(policy.action)
    always = next((at for at, each in enumerate(rules) if not _conditions_of(each)), len(rules))
    rules.insert(always, policy)
    for position, each in enumerate(rules, start=1):
        each.position = STEP * position
    Policy.objects.bulk_update([each for each in rules if each is not policy], ["position"])


def _conditions_of(policy: Policy) -> list:
    return policy.newest.conditions if policy.newest else []
