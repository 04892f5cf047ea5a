"""How some tickets were treated, such as those that meet a filter: counted when it is asked, of what is kept of each
(`treated_ticket.py`), so that these figures are as old as those of all tickets, and add up to them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection

from shopbell.tickets.ticket import TicketQuerySet

from .equal import Treatment
from .treated_ticket import FLAGS, TreatedTicket, step_in_sql

WAITS = {"seconds": "seconds", "share": "shares", "real": "real"}  # as they are kept, and as they are told
ALONE = {0b011: "seconds", 0b101: "share", 0b110: "real"}  # what grouping() says of a row of the steps of one
# each wait is grouped by its own steps: there are some hundred of them, and of all three together as many as tickets
COUNTED = f"""
with told as ({{told}}),
stepped as (select *, {", ".join(f"{step_in_sql(name)} as {name}_step" for name in WAITS)} from told)
select reason_id, channel, grouping({", ".join(f"{name}_step" for name in WAITS)}),
       {", ".join(f"{name}_step" for name in WAITS)}, count(*), {", ".join(f"sum({name})::float8" for name in WAITS)},
       {", ".join(f"count(*) filter (where {flag})" for flag in FLAGS)}
  from stepped
 group by reason_id, channel,
       grouping sets ((), {", ".join(f"({name}_step)" for name in WAITS)})
"""


def treatments_of(
    tickets: TicketQuerySet, since: datetime, team_ids: Collection[int] | None
) -> Iterator[tuple[int | None, str, Treatment]]:
    """Reason, channel and how those of `tickets` were treated whose wait began since then; with `team_ids` by those
    teams alone."""
    rows = TreatedTicket.objects.filter(started_at__gte=since, ticket_id__in=tickets.order_by().values("pk"))
    if team_ids is not None:
        rows = rows.filter(team_id__in=team_ids)
    found: defaultdict[tuple[int | None, str], Treatment] = defaultdict(Treatment)
    for reason_id, channel, grouped, *more in _counted(rows.order_by()):
        steps, count, sums, flags = more[:3], more[3], more[4:7], more[7:]
        if (name := ALONE.get(grouped)) is None:
            found[reason_id, channel].count(*flags)
            continue
        place = list(WAITS).index(name)
        if steps[place] is not None:
            getattr(found[reason_id, channel], WAITS[name]).put(steps[place], count, sums[place])
    for (reason_id, channel), treatment in found.items():
        yield reason_id, channel, treatment


def _counted(rows: Any) -> list[tuple[Any, ...]]:
    try:
        told, said = rows.values("reason_id", "channel", *WAITS, *FLAGS).query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(COUNTED.format(told=told), said)
        return cursor.fetchall()
