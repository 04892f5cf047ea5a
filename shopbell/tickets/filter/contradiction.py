"""Conditions that no ticket can ever meet, where that is plain to see: the same asked for and ruled out, or two of what
a ticket has one of. What takes thought (a status within a group of them) is left to whoever counts what it reaches."""

from collections import defaultdict

from django.utils.translation import gettext as _

from shopbell.core.errors import Refused

from .condition import Filter, Value

ONE_OF_A_TICKET = {"channel", "priority"}  # fields whose every value excludes all others


def refuse_contradiction(conditions: Filter) -> None:
    """Raise Refused for conditions on one field that cannot hold together."""
    asked: dict[str, list[set[Value]]] = defaultdict(list)
    ruled_out: dict[str, set[Value]] = defaultdict(set)
    for each in conditions:
        if each.is_not:
            ruled_out[each.field].update(each.values)
        else:
            asked[each.field].append(set(each.values))
    for name, sets in asked.items():
        kept = [set.intersection(*sets)] if name in ONE_OF_A_TICKET else sets
        if any(values <= ruled_out[name] for values in kept):
            raise Refused(
                _("Nothing can meet all of this: its conditions on “%(field)s:” exclude each other.")
                % {"field": name}
            )
