"""The right to answer where everybody reads it: a skill that is required for the channel, whoever opened the ticket."""

from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent

from .skill import Skill


def why_not(agent: Agent, channel: str) -> str:
    """The sentence for who lacks a skill that `channel` requires; empty for everybody else."""
    required = Skill.objects.filter(is_required=True, channels__contains=[channel])
    lacking = required.exclude(agents__agent=agent).order_by("name").first()
    if lacking is None:
        return ""
    return _("Everybody reads what is answered here. Only who has the skill “%(skill)s” may.") % {
        "skill": lacking.name
    }
