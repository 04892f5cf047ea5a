"""Skills: what agents can do, how well, and which tickets need it: by contact reason, by language, by channel.

A language is a skill like any other, so that there is one list of who can do what. A skill that is required is a right
to answer as well: for a channel that everybody reads, say, nobody without it is given a ticket.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.tickets.filter.language_kind import is_language


class Level(models.IntegerChoices):
    SOME = 1, _("Can help out")
    GOOD = 2, _("Does it well")
    EXPERT = 3, _("Expert")


class Skill(models.Model):
    name = models.CharField(_("name"), max_length=80, unique=True)
    language = models.CharField(_("language"), max_length=12, blank=True, default="")
    channels = ArrayField(
        models.CharField(max_length=20), verbose_name=_("channels"), default=list, blank=True
    )
    is_required = models.BooleanField(_("Only those who have it may answer"), default=False)

    class Meta:
        verbose_name, verbose_name_plural = _("skill"), _("skills")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["language"], condition=~models.Q(language=""), name="skill_for_a_language_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Raises ValidationError for what is no language, and for one that another skill is for."""
        super().clean()
        if self.language and not is_language(self.language):
            said = _t("“%(word)s” is no language. Write it like de or pt-BR.") % {"word": self.language}
            raise ValidationError({"language": said})
        others = Skill.objects.exclude(pk=self.pk).filter(language=self.language)
        if self.language and (other := others.first()):
            told = {"name": other}
            raise ValidationError(
                {"language": _t("“%(name)s” is for this language already. Change that skill instead.") % told}
            )

    def validate_constraints(self, exclude=None) -> None:
        """Without that of the language, of which `clean` tells in words."""
        super().validate_constraints({*(exclude or ()), "language"})


class AgentSkill(models.Model):
    skill = models.ForeignKey(Skill, models.CASCADE, related_name="agents")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="skills")
    level = models.PositiveSmallIntegerField(choices=Level)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["skill", "agent"], name="skill_of_an_agent_once")]


class ReasonSkill(models.Model):
    """A contact reason needs the skill, and how well."""

    skill = models.ForeignKey(Skill, models.CASCADE, related_name="reasons")
    reason = models.ForeignKey("tickets.ContactReason", models.CASCADE, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["skill", "reason"], name="skill_for_a_reason_once")]
