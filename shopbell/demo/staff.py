"""Who works at the demo shop: four teams, twelve agents, and what each team answers."""

import random

from shopbell.accounts.availability import Availability
from shopbell.accounts.models import Agent, Membership, Role, Team
from shopbell.core import blob
from shopbell.tickets.models import ContactReason

from .pictures.face import face_png
from .shop import DOMAIN

TEAMS = {
    "Orders and delivery": (
        "Parcels, addresses, changes and cancellations",
        ["Where is my order", "Change or cancel an order", "Shipping options and times"],
    ),
    "Returns and repairs": (
        "Returns, exchanges, damage and warranty",
        ["Return", "Exchange", "Damaged, wrong or missing item", "Warranty and how-to"],
    ),
    "Product advice": (
        "Choosing, measuring, stock, large orders",
        ["Product advice", "Price, promotion or stock", "Business or wholesale", "Praise"],
    ),
    "Payments and accounts": (
        "Refunds, invoices, coupons, sign-in",
        [
            "Refund status", "Invoice", "Checkout or payment problem", "Payment options", "Account and sign-in",
            "Coupon does not work", "Subscription", "Privacy request", "Complaint",
        ],
    ),
}  # fmt: skip

# name, role, teams (a lead leads the first), title, languages spoken, look
PEOPLE = [
    (
        "Ottilie Grant",
        "Admin",
        ["Orders and delivery"],
        "Head of customer care",
        "en fr",
        "0 4 bob 1 4 glasses",
    ),
    (
        "Samir Haddad",
        "Lead",
        ["Orders and delivery"],
        "Orders and delivery",
        "en ar fr",
        "2 0 short 2 0 beard",
    ),
    (
        "Wiebke Janssen",
        "Lead",
        ["Returns and repairs"],
        "Returns and repairs",
        "en de nl",
        "0 3 bun 5 3 plain",
    ),
    ("Kofi Mensah", "Lead", ["Product advice"], "Product advice", "en fr", "4 0 short 0 5 plain"),
    ("Renata Duarte", "Lead", ["Payments and accounts"], "Payments", "en es pt", "2 1 long 3 1 plain"),
    (
        "Anaïs Colbert",
        "Agent",
        ["Orders and delivery"],
        "Orders and delivery",
        "en fr",
        "0 5 curls 0 2 plain",
    ),
    (
        "Tomasz Rybak",
        "Agent",
        ["Orders and delivery", "Payments and accounts"],
        "Orders and delivery",
        "en de pl",
        "1 3 short 6 4 beard",
    ),
    ("Hana Kimura", "Agent", ["Returns and repairs"], "Returns and repairs", "en ja", "1 0 bob 4 5 plain"),
    (
        "Dilan Aksoy",
        "Agent",
        ["Returns and repairs", "Product advice"],
        "Returns and repairs",
        "en de",
        "2 1 cap 1 1 plain",
    ),
    ("Marisol Vega", "Agent", ["Product advice"], "Product advice", "en es", "2 0 curls 2 3 glasses"),
    ("Elif Brandvold", "Agent", ["Payments and accounts"], "Payments", "en sv", "1 2 long 5 0 plain"),
    (
        "Jude Farrant",
        "Agent",
        ["Orders and delivery", "Returns and repairs"],
        "Orders and returns",
        "en",
        "3 1 short 4 3 glasses",
    ),
]


class Staff:
    """The agents and teams, and who of them answers what."""

    def __init__(self, agents: list[Agent], teams: dict[str, Team], tongues: dict[int, set[str]]):
        self.agents, self.teams, self.tongues = agents, teams, tongues
        self.of_team = {
            name: [
                agent
                for agent, row in zip(agents, PEOPLE, strict=True)
                if name in row[2] and row[1] != "Admin"
            ]
            for name in teams
        }
        self.leads = {row[2][0]: agent for agent, row in zip(agents, PEOPLE, strict=True) if row[1] == "Lead"}

    def who_answers(self, team: str, language: str, chance: random.Random) -> Agent:
        """Somebody of the team, one who speaks the language if there is one; leads answer less."""
        speakers = [
            agent for agent in self.of_team[team] if language in self.tongues[agent.pk]
        ] or self.of_team[team]
        weights = [1 if agent in self.leads.values() else 3 for agent in speakers]
        return chance.choices(speakers, weights)[0]


def hire(password_hash: str) -> Staff:
    """Make teams, agents and faces, and give every contact reason that has none its team."""
    roles = {role.name: role for role in Role.objects.all()}
    teams = {name: Team.objects.create(name=name, description=text) for name, (text, _) in TEAMS.items()}
    agents = [
        Agent.objects.create(
            email=address_of(name), name=name, title=title, role=roles[role], password=password_hash,
            photo=blob.put(face_png(look)), time_zone="Europe/Paris",
            signature=f"{name.split()[0]}, {title}",
        )
        for name, role, _teams, title, _tongues, look in PEOPLE
    ]  # fmt: skip
    Membership.objects.bulk_create(
        Membership(team=teams[team], agent=agent, is_lead=row[1] in {"Lead", "Admin"} and team == row[2][0])
        for agent, row in zip(agents, PEOPLE, strict=True)
        for team in row[2]
    )
    Availability.objects.bulk_create(Availability(agent=agent) for agent in agents)
    for name, (_text, reasons) in TEAMS.items():
        ContactReason.objects.filter(name__in=reasons, team=None).update(team=teams[name])
    return Staff(
        agents, teams, {agent.pk: set(row[4].split()) for agent, row in zip(agents, PEOPLE, strict=True)}
    )


def address_of(name: str) -> str:
    """How an agent signs in: the first name in plain letters at the shop's domain."""
    plain = name.split()[0].lower().replace("ï", "i")
    return f"{plain}@{DOMAIN}"
