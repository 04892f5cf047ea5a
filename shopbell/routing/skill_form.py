"""The form of a skill: what it is, and beside each agent and each contact reason the level, on one page."""

from collections.abc import Iterable
from typing import Any

from babel import Locale
from django import forms
from django.db import models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.agent import Agent
from shopbell.channels.registry import CHANNELS
from shopbell.core.reader import locale
from shopbell.tickets.filter.language_kind import COMMON_LANGUAGES
from shopbell.tickets.reason import ContactReason

from .skill import AgentSkill, Level, ReasonSkill, Skill

AGENT, REASON = "agent_", "reason_"


class SkillForm(forms.ModelForm):
    language = forms.ChoiceField(
        label=_("Tickets in this language need it"),
        required=False,
        help_text=_("So that customers are answered by somebody who speaks it."),
    )
    channels = forms.MultipleChoiceField(
        label=_("Tickets of these channels need it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("So that they are answered by somebody who may speak for you there."),
    )

    class Meta:
        model = Skill
        fields = ["name", "language", "channels", "is_required"]
        help_texts = {
            "name": _("Returns abroad, French, bicycles."),
            "is_required": _(
                "A ticket that needs it is never given to anybody else: it waits. Otherwise they come first."
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [("", "–"), *_languages()]  # type: ignore[attr-defined]
        known = [(kind, channel.label) for kind, channel in CHANNELS.items() if not channel.answered_by]
        self.fields["channels"].choices = known  # type: ignore[attr-defined]
        self._offer(
            REASON, _reasons(), _t("Needed for: %(name)s"), levels_of(self.instance, "reasons", "reason")
        )
        self._offer(AGENT, _agents(), "%(name)s", levels_of(self.instance, "agents", "agent"))

    def _offer(self, kind: str, rows: Iterable[tuple[int, str]], label: str, chosen: dict[str, int]) -> None:
        for pk, name in rows:
            field = self.fields[f"{kind}{pk}"] = forms.TypedChoiceField(
                label=label % {"name": name},
                required=False,
                choices=[("", "–"), *Level.choices],
                coerce=int,
                empty_value="",
                initial=chosen.get(str(pk), ""),
            )
            field.is_one_of_many = True  # type: ignore[attr-defined]

    @property
    def folds(self) -> list[dict[str, Any]]:
        """The two long lists, each behind a line; open where something is chosen, or for the agents of a new one."""
        lists = [(REASON, _t("Contact reasons that need it")), (AGENT, _t("Agents who have it"))]
        folds = []
        for kind, label in lists:
            names = [name for name in self.fields if name.startswith(kind)]
            is_open = any(self.fields[name].initial for name in names) or (
                kind == AGENT and not self.instance.pk
            )
            folds += [{"label": label, "names": names, "is_open": is_open}] if names else []
        return folds

    @transaction.atomic
    def save(self, commit: bool = True) -> Skill:
        skill = super().save(commit)
        put_levels(skill, ReasonSkill, "reason", self._chosen(REASON))
        put_levels(skill, AgentSkill, "agent", self._chosen(AGENT))
        return skill

    def _chosen(self, kind: str) -> dict[str, int]:
        """The level by id, 0 for none, of all that the form offers; what it does not offer stays as it is."""
        return {
            name.removeprefix(kind): value or 0
            for name, value in self.cleaned_data.items()
            if name.startswith(kind) and name.removeprefix(kind).isdecimal()
        }


def levels_of(skill: Skill, rows: str, name: str) -> dict[str, int]:
    """The level by id of what `skill` names in its `rows`."""
    if not skill.pk:
        return {}
    return {str(pk): level for pk, level in getattr(skill, rows).order_by(name).values_list(name, "level")}


def put_levels(skill: Skill, table: Any, name: str, levels: dict[str, int]) -> None:
    """Give `skill` these levels, by id; one of 0 is taken away."""
    table.objects.filter(
        skill=skill, **{f"{name}__in": [pk for pk, level in levels.items() if not level]}
    ).delete()
    for pk, level in levels.items():
        if level:
            table.objects.update_or_create(
                skill=skill, **{f"{name}_id": int(pk)}, defaults={"level": Level(level)}
            )


def _agents() -> list[tuple[int, str]]:
    return [(agent.pk, str(agent)) for agent in Agent.objects.filter(is_active=True).only("name", "email")]


def _reasons() -> list[tuple[int, str]]:
    reasons: models.QuerySet[ContactReason] = ContactReason.objects.filter(is_active=True)
    return [(reason.pk, reason.path) for reason in reasons.select_related("parent")]


def _languages() -> list[tuple[str, str]]:
    named = ((code, Locale.parse(code).get_display_name(locale()) or code) for code in COMMON_LANGUAGES)
    return sorted(named, key=lambda each: each[1])
