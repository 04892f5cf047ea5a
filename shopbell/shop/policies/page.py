"""The shop's policies as shoppers read them: pages made of the same rows by which actions are decided.

Every number on a page comes out of its row, so a page says what a preview says.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .area import PRIVACY, SHIPPING, WARRANTY, areas
from .decide import public_rules_at
from .in_words import TERM_LABELS, term_in_words
from .policy import Outcome, PolicyVersion
from .terms import Terms
from .wording import sentence_of

SHOWN_TERMS = (
    "delivery_days", "send_back_days", "refund_days", "fee_cents", "warranty_months", "keep_months",
)  # fmt: skip


@dataclass(frozen=True)
class Page:
    slug: str
    title: Any
    areas: tuple[str, ...]


PAGES = {
    page.slug: page
    for page in (
        Page("shipping", _("Shipping times and fees"), (SHIPPING,)),
        Page("returns", _("Returns and refunds"), ("return_items", "refund_order")),
        Page("exchanges", _("Exchanges"), ("exchange_items",)),
        Page(
            "orders",
            _("Changing and cancelling an order"),
            ("change_items", "change_address", "change_payment", "cancel_order"),
        ),
        Page("warranty", _("Warranty and replacements"), (WARRANTY, "reship")),
        Page("privacy", _("Privacy"), (PRIVACY,)),
    )
}

NUMBERED = dict(enumerate(PAGES.values(), start=1))  # what counts them knows them so: a new one stands last


def number_of(page: Page) -> int:
    return next(number for number, each in NUMBERED.items() if each == page)


def is_on_a_page(area: str) -> bool:
    return any(area in page.areas for page in PAGES.values())


@dataclass(frozen=True)
class Answer:
    """What one rule says, with its numbers beside it."""

    sentence: str
    facts: list[tuple[str, str]]


@dataclass
class Part:
    """All that is said of one thing: what is possible, and what is not."""

    name: str
    label: Any
    answers: list[Answer] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)


def pages_at(at: datetime) -> list[Page]:
    """The pages on which something stands."""
    told = public_rules_at(at)
    return [page for page in PAGES.values() if any(_on(page, told))]


def parts_of(page: Page, at: datetime) -> list[Part]:
    """What stands on `page`, in the reader's language; empty when the shop has said nothing."""
    language = get_language() or "en"
    parts = {name: Part(name, areas()[name].label) for name in page.areas}
    for rule in _on(page, public_rules_at(at)):
        sentence = sentence_of(rule, language)
        part = parts[rule.policy.action]
        if rule.outcome == Outcome.REFUSE:
            part.limits += [sentence] if sentence not in part.limits else []
        else:
            part.answers.append(Answer(sentence, _facts(rule)))
    return [part for part in parts.values() if part.answers or part.limits]


def held_since(page: Page, at: datetime) -> datetime | None:
    """From when on all that the policies say on `page` holds as it does; None when they say nothing, or always said it.

    A rule that ended changed the page, too, unless another version had followed it before.
    """
    begun = [rule.effective_from for rule in _on(page, public_rules_at(at))]
    if not begun:
        return None
    of_page = PolicyVersion.objects.filter(policy__is_public=True, policy__action__in=page.areas)
    followed = PolicyVersion.objects.filter(
        policy=OuterRef("policy"),
        number__gt=OuterRef("number"),
        effective_from__lte=OuterRef("effective_until"),
    )
    ended = of_page.filter(~Exists(followed), effective_until__lte=at).values_list(
        "effective_until", flat=True
    )
    since = max([*begun, *filter(None, ended)])
    return since if since.year > 1970 else None  # the first day of clocks: a rule that a desk begins with


def _on(page: Page, told: dict[str, list[PolicyVersion]]) -> Iterator[PolicyVersion]:
    return (rule for name in page.areas for rule in told.get(name, []))


def _facts(rule: PolicyVersion) -> list[tuple[str, str]]:
    """The terms that a shopper wants to know at a glance."""
    area, terms = areas()[rule.policy.action], Terms.model_validate(rule.terms)
    shown = [name for name in SHOWN_TERMS if name in area.terms]
    is_told = {"fee_cents": terms.fee_cents or rule.policy.action == SHIPPING}
    return [(str(TERM_LABELS[name]), term_in_words(name, terms)) for name in shown if is_told.get(name, True)]
