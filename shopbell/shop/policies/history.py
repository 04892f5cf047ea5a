"""What the history of the settings tells of a policy: its own columns, and what its newest version says."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shopbell.core.settings_picture import Facet, describe, plainly

from .area import areas
from .draft import Draft
from .in_words import TERM_LABELS, conditions_in_words, language_name, term_in_words
from .policy import Outcome, Policy
from .terms import Terms


def _said(name: str, label: Any, show: Callable[[Any], str] = plainly) -> Facet:
    """A part of the draft; putting it back makes a new version."""

    def read(policy: Policy) -> Any:
        newest = policy.newest
        return getattr(Draft.of(newest), name) if newest else None

    def write(policy: Policy, value: Any) -> None:
        setattr(policy.draft, name, value)

    return Facet(name, label, read, show, write)


def _terms_in_words(said: dict[str, Any] | None) -> str:
    terms = Terms.model_validate(said or {})
    return "; ".join(f"{TERM_LABELS[name]}: {term_in_words(name, terms)}" for name in said or {})


def _sentences_in_words(said: dict[str, str] | None) -> str:
    return "; ".join(f"{language_name(language)}: {text}" for language, text in (said or {}).items())


def _area_in_words(name: str) -> str:
    known = areas().get(name)
    return str(known.label) if known else name


def describe_policies() -> None:
    describe(
        Policy,
        only=["action", "title", "position", "is_public"],
        shown={"action": _area_in_words},
        more=[
            _said(
                "conditions", pgettext_lazy("condition", "When"), lambda said: conditions_in_words(said or [])
            ),
            _said("outcome", _("What follows"), lambda said: str(Outcome(said).label) if said else ""),
            _said("is_waivable", _("An exception may be made")),
            _said("terms", _("Terms"), _terms_in_words),
            _said("sentences", _("The customer reads"), _sentences_in_words),
            _said("agent_sentences", _("Agents read besides"), _sentences_in_words),
        ],
    )
