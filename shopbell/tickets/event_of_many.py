"""The same event in the timelines of many tickets, with as few statements as for one."""

import json
from collections.abc import Iterable

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.utils import timezone

from shopbell.core.bus import CHANNEL

from .actor import actor_fields
from .event import BEHIND_OTHERS, HEARD, KEEPERS_OF_MANY, Event, Verb, listened_to, react_to

INSERT = """
    with written as (
        insert into tickets_event (ticket_id, verb, actor_kind, agent_id, customer_id, rule, data, created_at)
        select ticket_id, %(verb)s, %(actor_kind)s, %(agent)s, %(customer)s, %(rule)s, %(data)s::jsonb, %(now)s
        from unnest(%(tickets)s::bigint[]) with ordinality as ticket (ticket_id, place) order by place
        returning id, ticket_id, xid
    ), told as (
        select pg_notify(%(channel)s, 'queue')
        union all select pg_notify(%(channel)s, 'ticket-' || ticket_id) from written
    )
    select id, ticket_id, (select count(*) from told),
        exists(select 1 from tickets_event earlier
               where earlier.ticket_id = written.ticket_id and earlier.xid = written.xid
                 and earlier.verb = any(%(heard)s))
    from written order by id
"""


def record_for_all(ticket_ids: Iterable[int], verb: Verb, *, by=None, **data) -> None:
    """`record` for each of the tickets, with the same words. Lock them first, and give some thousands at most."""
    tickets = list(ticket_ids)
    if not tickets:
        return
    actor, wanted = Event(**actor_fields(by)), HEARD | listened_to()
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT,
            {
                "tickets": tickets, "verb": str(verb), "actor_kind": str(actor.actor_kind), "agent": actor.agent_id,
                "customer": actor.customer_id, "rule": actor.rule, "now": timezone.now(), "channel": CHANNEL,
                "heard": sorted(wanted),
                "data": json.dumps(data, cls=DjangoJSONEncoder),
            },
        )  # fmt: skip
        written = cursor.fetchall()
    for keep in KEEPERS_OF_MANY:
        keep([(ticket, event) for event, ticket, _, _ in written], verb)
    if verb not in wanted:
        return
    react_to([(ticket, event) for event, ticket, _, is_known in written if not is_known], BEHIND_OTHERS)
