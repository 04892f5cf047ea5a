"""The conditions of a goal policy as text, for its form and for the configuration file."""

from django.utils.translation import gettext as _

from shopbell.core.errors import Refused
from shopbell.tickets.filter.condition import Asker, Filter, stored
from shopbell.tickets.filter.contradiction import refuse_contradiction
from shopbell.tickets.filter.language import parse, write
from shopbell.tickets.filter.personal import refuse_personal

from .goal_policy import GoalPolicy

OF_PROMISES = {"promise", "due"}
OF_ITS_END = {"first-contact"}
OF_ITS_HOUR = {"waiting"}  # true at one moment and not at the next, while nothing happens that would tell us


def text_of(policy: GoalPolicy) -> str:
    """The conditions as they are typed; empty for every ticket, and for what cannot be written any more."""
    try:
        return write(policy.filter, whole_desk())
    except (KeyError, TypeError, ValueError, AttributeError):  # `goal_fault.fault_of` tells of it
        return ""


def keep_text(policy: GoalPolicy, text: str) -> None:
    """Take over the conditions that `text` means; `save` keeps them. Raises Refused with the word that is wrong.

    What is promised cannot depend on what was promised, nor on the hour at which somebody looks.
    """
    conditions = parse(text, whole_desk())
    refuse_what_changes(conditions)
    refuse_contradiction(conditions)
    policy.conditions = stored(conditions)


def refuse_what_changes(conditions: Filter) -> None:
    """Raise Refused for conditions on how promises stand, on the hour, or on who asks."""
    fields = {each.field for each in conditions}
    if fields & OF_PROMISES:
        raise Refused(_("A goal cannot depend on how promises stand. Leave out “promise:” and “due:”."))
    if fields & OF_ITS_HOUR:
        raise Refused(_("A goal cannot depend on how long somebody waits. Leave out “waiting:”."))
    if fields & OF_ITS_END:
        raise Refused(_("A goal cannot depend on how a ticket ended. Leave out “first-contact:”."))
    refuse_personal(conditions)


def whole_desk() -> Asker:
    """Who asks for a policy: nobody in particular, so that it means the same to everybody."""
    return Asker.of(None)
