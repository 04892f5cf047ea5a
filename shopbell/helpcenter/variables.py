"""Values that an article takes from the shop's policies, so that no number is written twice.

A value is named `policy.word`: the slug of a public policy and what its sentence may name (`wording.said_by`), such as
`return-in-time.limit` or `ship-standard.fee`. `shop.name` is the shop's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from shopbell.channels.brand import Brand
from shopbell.shop.policies.area import areas
from shopbell.shop.policies.decide import public_rules_at
from shopbell.shop.policies.fact import FACTS
from shopbell.shop.policies.in_words import TERM_LABELS
from shopbell.shop.policies.wording import said_by, sentence_of, sized_of

LIMIT = "limit"


@dataclass(frozen=True)
class Variable:
    name: str
    value: str  # in the language of the text
    label: str  # what it is called to who writes
    policy: str  # whose it is, as it is called to them
    sentence: str = ""  # what the policy says, in the language of the text


def variables(language: str, at: datetime | None = None) -> dict[str, Variable]:
    """Every value there is, as it is written in `language` at `at` (now)."""
    shop = Variable(
        "shop.name", Brand.current().name, str(Brand._meta.get_field("name").verbose_name), _("Your shop")
    )
    found = {shop.name: shop}
    for action, rules in public_rules_at(at or timezone.now()).items():
        terms = {term.removesuffix("_cents") for term in (*areas()[action].terms, LIMIT)}
        for rule in rules:
            policy = str(rule.policy)
            with translation.override(language):
                sentence, said = sentence_of(rule, language), said_by(rule)
            for word, value in said.items():
                if value and word in terms:
                    name = f"{rule.policy.slug}.{word}"
                    found[name] = Variable(name, value, _label(rule, word), policy, sentence)
    return found


def filler(language: str, at: datetime | None = None) -> Callable[[str], str | None]:
    """A function from the name of a value to its words; it asks the policies once, and only when something is named."""
    known: dict[str, Variable] = {}

    def value_of(name: str) -> str | None:
        if not known:
            known.update(variables(language, at))
        return known[name].value or None if name in known else None

    return value_of


def _label(rule: Any, word: str) -> str:
    """What the value is; a limit is called after what it limits."""
    if word == LIMIT and (sized := sized_of(rule)):
        return str(FACTS[sized["field"]].label)
    return str(TERM_LABELS.get(word) or TERM_LABELS.get(f"{word}_cents") or word)
