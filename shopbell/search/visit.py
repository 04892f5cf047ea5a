"""Visits: where an agent went, so that the palette offers again what they used lately and what they use often.

A visit counts one and loses half of it every week, so that last month's busy ticket makes room by itself.
"""

from django.conf import settings
from django.db import connection, models
from django.utils import timezone

HALF_LIFE_DAYS = 7
MOST = 200  # kept of one agent
VISIT = """
insert into search_visit (agent_id, place, at, weight) values (%(agent)s, %(place)s, %(now)s, 1)
on conflict (agent_id, place) do update
   set at = %(now)s,
       weight = 1 + search_visit.weight * power(0.5, extract(epoch from %(now)s - search_visit.at) / %(half)s)
"""
FORGET = """
delete from search_visit where agent_id = %s and id in
    (select id from search_visit where agent_id = %s order by at desc offset %s)
"""


class Visit(models.Model):
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    place = models.CharField(max_length=80, help_text="ticket-7, customer-3, view-mine, settings-tags …")
    at = models.DateTimeField()
    weight = models.FloatField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agent", "place"], name="visit_once")]
        indexes = [models.Index(fields=["agent", "-at"], name="visit_newest")]


def note_visit(agent, place: str, now=None) -> None:
    """`agent` went to `place`."""
    now = now or timezone.now()
    params = {"agent": agent.pk, "place": place[:80], "now": now, "half": HALF_LIFE_DAYS * 86_400}
    with connection.cursor() as cursor:
        cursor.execute(VISIT, params)
        cursor.execute(FORGET, [agent.pk, agent.pk, MOST])


def visits_of(agent, now=None) -> list[tuple[str, float]]:
    """Where `agent` was, newest first, each with how much it counts now."""
    now = now or timezone.now()
    rows = Visit.objects.filter(agent=agent).order_by("-at").values_list("place", "at", "weight")[:MOST]
    return [
        (place, weight * 0.5 ** ((now - at).total_seconds() / 86_400 / HALF_LIFE_DAYS))
        for place, at, weight in rows
    ]
