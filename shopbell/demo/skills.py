"""What the people of the demo shop can do: the languages they speak, which routing asks for once a team is routed."""

from babel import Locale

from shopbell.routing.models import AgentSkill, Skill
from shopbell.routing.skill import Level

from .staff import Staff


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
