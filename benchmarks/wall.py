"""The wall, and the shoppers who wait in a chat, from 50 chats, 20 agents and 1,000 tickets that wait to ten times as
many: how many questions each look asks, and how much of a processor it takes."""

from datetime import datetime, timedelta

from benchmarks.desk import processor_ms, processor_once_ms, row
from benchmarks.own_database import own_database

SIZES = [
    (50, 20, 1_000),
    (500, 200, 10_000),
]  # chats that wait, agents who are there, tickets that wait besides
TEAMS = 5
ANSWERS = 4
LANGUAGES = ("de", "fr", "es", "it", "en")
POLL_SECONDS = 60  # how often the widget asks by itself while its socket is open


def main() -> None:
    with own_database():
        for size in SIZES:
            measure(*size)


def measure(chats: int, agents: int, tickets: int) -> None:
    from django.test import Client

    lead, waiting = fill(chats, agents, tickets)
    name = f"{chats} chats, {agents} agents, {tickets:,} tickets"
    browser = Client()
    browser.force_login(lead)
    tell(f"{name}: the wall", lambda: browser.get("/desk/wall/now/", HTTP_HOST="localhost"))
    look_at_waits(name, waiting)
    answer(name, waiting)


def look_at_waits(name: str, waiting: list) -> None:
    """The last of the line looks; then everybody does, as their windows do by themselves."""
    from django.db import transaction

    from shopbell.promises.models import WaitForecast
    from shopbell.promises.wait_words import words_of_ticket

    last = waiting[-1].pk

    def anew() -> None:
        with transaction.atomic():
            WaitForecast.objects.filter(ticket=last).delete()
            words_of_ticket(last)

    words_of_ticket(last)
    tell(f"{name}: a wait is shown, reckoned anew", anew)
    took, asked = tell(f"{name}: … as it was shown before", lambda: words_of_ticket(last))
    looks = len(waiting) / POLL_SECONDS
    row(f"{name}: all of them, a second", looks * asked, "questions")
    row(f"{name}: … of a processor", looks * took / 10, "%")


def answer(name: str, waiting: list) -> None:
    """The first of a line are answered one after the other, and the windows that hear of it look."""
    from shopbell.accounts.models import Availability
    from shopbell.channels.reply import send_reply
    from shopbell.promises import waiting_line
    from shopbell.promises.wait_words import words_of_ticket
    from shopbell.tickets.event import Event, Verb
    from shopbell.tickets.models import Ticket

    line = Ticket.objects.filter(pk__in=[each.pk for each in waiting]).order_by("created_at", "pk")[:50]
    agent = Availability.objects.select_related("agent").order_by("pk")[0].agent
    told: list[str] = []
    waiting_line.publish = lambda *topics: told.extend(topics)
    for each in line:
        words_of_ticket(each.pk)

    def look(ticket: Ticket) -> None:
        told.clear()
        waiting_line.react(Event.objects.filter(ticket=ticket, verb=Verb.REPLIED).latest("pk"))
        for topic in told:
            words_of_ticket(int(topic.removeprefix("ticket-")))

    took = []
    for each in line[:ANSWERS]:
        send_reply(each, "Here I am.", by=agent, hold_seconds=0)
        took.append(processor_once_ms(lambda each=each: look(each)))
    row(f"{name}: an answer, of which {len(told)} windows hear and look", sum(took) / ANSWERS, "ms")


def tell(name: str, act) -> tuple[float, int]:
    asked, took = questions(act), processor_ms(act)
    row(f"{name}, {asked} questions", took, "ms")
    return took, asked


def questions(act) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    act()
    with CaptureQueriesContext(connection) as asked:
        act()
    return len(asked)


# --- what waits ---------------------------------------------------------------------------------------


def fill(chats: int, agents: int, tickets: int) -> tuple:
    """Teams whose agents are there with skills, and who waits for them; returns a lead of all and the longest line."""
    from django.utils import timezone

    from shopbell.accounts.models import Agent, Availability, Membership, Role, Team
    from shopbell.customers.customer import Customer
    from shopbell.live.looking import look
    from shopbell.routing.models import AgentSkill, Skill, TeamRouting
    from shopbell.tickets.models import Ticket

    now, role = timezone.now(), Role.objects.get(name="Agent")
    Ticket.objects.all().delete()
    Agent.objects.all().delete()
    lead = Agent.objects.create_user("lead@bench.example", name="Lead", role=Role.objects.get(name="Admin"))
    teams = [Team.objects.get_or_create(name=f"Team {at}")[0] for at in range(TEAMS)]
    for team in teams:
        TeamRouting.objects.update_or_create(team=team, defaults={"mode": "pull", "backlog_of_ten": 3})
    there = Agent.objects.bulk_create(
        Agent(email=f"agent-{at}@desk.example", name=f"Agent {at}", role=role) for at in range(agents)
    )
    Membership.objects.bulk_create(
        Membership(team=teams[at % TEAMS], agent=agent) for at, agent in enumerate(there)
    )
    Availability.objects.bulk_create(
        Availability(agent=agent, seen_at=now + timedelta(hours=1)) for agent in there
    )
    skills = [Skill.objects.get_or_create(name=name, language=name)[0] for name in LANGUAGES]
    AgentSkill.objects.bulk_create(
        AgentSkill(skill=skills[at % 5 if turn else 4], agent=agent, level=3)
        for at, agent in enumerate(there)
        for turn in range(1 + (at % 5 != 4))
    )
    people = Customer.objects.bulk_create(Customer(name=f"Customer {at}") for at in range(chats))
    rest = [
        Ticket(**waits(at, now, people, teams), channel=("email", "form")[at % 2], status="open")
        for at in range(tickets)
    ]
    for at, ticket in enumerate(rest):
        ticket.assignee = there[at % agents] if at % 2 else None
    Ticket.objects.bulk_create(rest, batch_size=5_000)
    waiting = Ticket.objects.bulk_create(
        Ticket(**waits(at, now, people, teams[:1]), channel="chat", status="new") for at in range(chats)
    )
    look("bench", [(agent.pk, rest[at].pk) for at, agent in enumerate(there)], now)
    begin_clocks()
    return lead, waiting


def waits(at: int, now: datetime, people: list, teams: list) -> dict:
    came = now - timedelta(seconds=600 - at % 600)
    return {
        "subject": "Where is it?",
        "customer": people[at % len(people)],
        "team": teams[at % len(teams)],
        "language": LANGUAGES[at % 5],
        "waiting_since": came,
        "created_at": came,
        "last_message_at": came,
    }


def begin_clocks() -> None:
    """Each is promised an answer within some hours or minutes, some of which are over."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "insert into promises_ticketclocks (ticket_id, state, event_id, goal, due_at, warn_at, is_broken, tell_at)"
            " select id, '{}', 0, 'first_reply', created_at + id % 900 * interval '1 second',"
            " created_at + id % 900 * interval '0.75 seconds', false, null from tickets_ticket"
        )
        cursor.execute("analyze")


if __name__ == "__main__":
    main()
