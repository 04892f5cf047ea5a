"""Who gets a ticket, with 500 agents there and 10,000 tickets waiting, beside the same in one statement of plain
SQL, in processor time.

The plain way picks the ticket that waits longest, counts what each available agent has open and was given of late, and
writes the assignment: no skills, no customer whom somebody knows, no reason that is kept, no event.
"""

import psycopg

from benchmarks.desk import processor_ms, row
from benchmarks.own_database import own_database

AGENTS, WAITING, HAD = 500, 10_000, 5_000
PLAIN = """
with chosen as (
    select id from tickets_ticket where assignee_id is null and status in ('new', 'open')
     order by waiting_since, id limit 1 for update skip locked
), loads as (
    select v.agent_id, count(t.id) as open from accounts_availability v
      left join tickets_ticket t on t.assignee_id = v.agent_id and t.status in ('new', 'open')
     where v.chosen = 'available' and v.seen_at > now() - interval '90 seconds' group by 1
), best as (
    select l.agent_id from loads l left join routing_assignmentreason r
        on r.agent_id = l.agent_id and r.at > now() - interval '1 hour'
     group by l.agent_id, l.open order by l.open, count(r.id), l.agent_id limit 1
)
update tickets_ticket set assignee_id = best.agent_id from chosen, best where tickets_ticket.id = chosen.id
"""


def main() -> None:
    with own_database() as url:
        measure(url)


def measure(url: str) -> None:
    from shopbell.routing.assigning import route_ticket
    from shopbell.routing.pulling import next_ticket
    from shopbell.tickets.models import Ticket

    agents = fill()
    with psycopg.connect(url, autocommit=True) as bare:
        bare.execute("vacuum analyze")
        plain = processor_ms(lambda: bare.execute(PLAIN), most=30)
    waiting = iter(list(Ticket.objects.filter(assignee=None).order_by("pk").values_list("pk", flat=True)))
    took = processor_ms(lambda: route_ticket(next(waiting)), most=200)
    row("a decision", took, "ms", limit=plain, limit_name="plain SQL")
    asking = iter(agents)
    row("the next ticket for who asks", processor_ms(lambda: next_ticket(next(asking)), most=200), "ms")


def fill() -> list:
    """A team of 500 who are there, each with a skill or two, and what waits and what they have."""
    from datetime import timedelta

    from django.utils import timezone

    from shopbell.accounts.models import Agent, Availability, Membership, Role, Team
    from shopbell.customers.customer import Customer
    from shopbell.routing.models import AgentSkill, Skill, TeamRouting
    from shopbell.tickets.models import Ticket

    now, role = timezone.now(), Role.objects.get(name="Agent")
    team = Team.objects.create(name="Care")
    TeamRouting.objects.create(team=team, mode="direct")
    agents = Agent.objects.bulk_create(
        Agent(email=f"agent-{at}@desk.example", name=f"Agent {at}", role=role, capacity=500)
        for at in range(AGENTS)
    )
    Membership.objects.bulk_create(Membership(team=team, agent=agent) for agent in agents)
    Availability.objects.bulk_create(
        Availability(agent=agent, seen_at=now + timedelta(hours=1)) for agent in agents
    )
    skills = [Skill.objects.create(name=name, language=name) for name in ("de", "fr", "es", "it")]
    AgentSkill.objects.bulk_create(
        AgentSkill(skill=skills[at % 4], agent=agent, level=at % 3 + 1) for at, agent in enumerate(agents)
    )
    customers = Customer.objects.bulk_create(Customer(name=f"Customer {at}") for at in range(2_000))
    Ticket.objects.bulk_create(
        (
            Ticket(
                subject="Where is it?", channel=("chat", "email")[at % 4 > 0], customer=customers[at % 2_000],
                team=team, language=("de", "fr", "es", "it", "en")[at % 5], status="open",
                assignee=agents[at % AGENTS] if at < HAD else None, waiting_since=now - timedelta(minutes=at % 5_000),
            )
            for at in range(HAD + WAITING)
        ),
        batch_size=5_000,
    )  # fmt: skip
    return agents


if __name__ == "__main__":
    main()
