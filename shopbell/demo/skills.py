"""What the people of the demo shop can do: the languages they speak, which routing asks for, and who is asked for by
name."""

from babel import Locale

from shopbell.routing.models import AgentSkill, Assistant, Skill, TeamRouting
from shopbell.routing.skill import Level
from shopbell.routing.team_routing import Mode

from .staff import Staff, address_of

ROUTED = "Orders and delivery"
AGREED = {
    "Ottilie Grant": "Mon–Fri 9–17",
    "Samir Haddad": "Mon–Fri 9–18",
    "Anaïs Colbert": "Mon–Thu 9–17; Sat 10–14",
}


def teach(staff: Staff) -> None:
    """A skill for each language besides English, which all of them speak."""
    spoken = sorted({tongue for tongues in staff.tongues.values() for tongue in tongues} - {"en"})
    for tongue in spoken:
        skill = Skill.objects.create(
            name=Locale.parse(tongue).get_display_name("en") or tongue, language=tongue
        )
        AgentSkill.objects.bulk_create(
            AgentSkill(skill=skill, agent=agent, level=Level.GOOD)
            for agent in staff.agents
            if tongue in staff.tongues[agent.pk]
        )


def offer_by_name(staff: Staff) -> None:
    """One team asks for its next ticket, so that nothing is given to anybody unasked, and some of it are offered."""
    TeamRouting.objects.create(team=staff.teams[ROUTED], mode=Mode.PULL)
    by_address = {agent.email: agent for agent in staff.agents}
    Assistant.objects.bulk_create(
        Assistant(agent=by_address[address_of(name)], is_offered=True, hours=hours)
        for name, hours in AGREED.items()
    )
