"""Goal policies that do not mean any more what they meant: what their conditions name was deleted, or cannot be read.

One that cannot be read holds for no ticket, and keeps no other from being chosen. One that names what was deleted is
asked as it stands: no ticket has it. Settings › Response goals tells of both.
"""

from collections.abc import Iterable

from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from shopbell.tickets.filter.condition import Asker, Condition
from shopbell.tickets.filter.field import FIELDS
from shopbell.tickets.filter.query import question
from shopbell.tickets.ticket import Ticket

from .goal_policy import GoalPolicy


def fault_of(policy: GoalPolicy) -> str:
    """What is wrong with its conditions, as a sentence; empty for what is well."""
    if not is_readable(policy):
        return _("Its conditions cannot be read any more. Write them anew.")
    asker = Asker.of(None)
    return next((fault for each in policy.filter if (fault := _fault(each, asker))), "")


def _fault(condition: Condition, asker: Asker) -> str:
    field = FIELDS.get(condition.field)
    if field is None:
        said = {"field": condition.field}
        return _("Nothing is known of “%(field)s:” here any more. Write the conditions anew.") % said
    if all(field.kind.is_gone(value, asker) for value in condition.values):
        said = {"field": str(field.label)}
        return _("What the conditions name as “%(field)s” was deleted. Write them anew.") % said
    return ""


def readable(policies: Iterable[GoalPolicy]) -> list[GoalPolicy]:
    """Those of them that can be asked of tickets."""
    return [policy for policy in policies if is_readable(policy)]


def is_readable(policy: GoalPolicy) -> bool:
    try:
        with transaction.atomic():  # by itself, so that a failure ends nothing else
            Ticket.objects.filter(question(policy.filter, Asker.of(None)), pk=0).exists()
    except OperationalError:
        raise
    except Exception:
        return False
    return True
