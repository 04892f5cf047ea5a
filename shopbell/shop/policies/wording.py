"""The sentences of a rule as people read them: in their language, with what the rule itself says filled in.

A sentence may name a term ({refund_days}, {send_back_days}, {fee}), what the rule compares with ({limit}), or a fact
of what is at hand ({order.number}). So a number stands in the row once, and preview, page and API tell the same.
"""

import re
from collections.abc import Mapping
from typing import Any

from babel.numbers import format_currency
from django.utils import translation
from django.utils.translation import gettext as _

from shopbell.core.errors import Refused
from shopbell.core.money import in_major
from shopbell.core.reader import language_of_words, locale

from .condition import SIZES
from .fact import FACTS, LIST, TEXT
from .terms import Terms

NOTHING: Mapping[str, Any] = {}
NAME = re.compile(r"{([a-z][a-z_.]*)}")
# what can be said of what is at hand: of lines there may be several, and of nobody is told which list they are on
OF_AN_ORDER = {name for name, fact in FACTS.items() if not fact.is_of_line and fact.kind != LIST} | {
    "order.number"
}


def sentence_of(
    rule: Any, language: str, values: Mapping[str, Any] = NOTHING, *, for_agents: bool = False
) -> str:
    """What `rule` (a version or a draft) says in `language`: its own words, else the English ones in the desk's
    translation. `values` are the facts at hand. What nobody has translated has its sums as the reader writes them, and
    its words in the language that it is in."""
    sentences = rule.agent_sentences if for_agents else rule.sentences
    text, words_in = sentences.get(language) or sentences.get(language.partition("-")[0]), language
    if text is None:
        words_in = "en" if sentences.get("en") else next(iter(sentences), "")
        text = sentences.get(words_in, "")
        with translation.override(spoken := language_of_words(language)):
            translated = _(text) if text else ""
        if translated != text:
            text, language, words_in = translated, spoken, spoken
    if "{" not in text:
        return text
    with translation.override(language):
        return _filled(text, {**values, **said_by(rule, values, words_in)})


def said_by(rule: Any, values: Mapping[str, Any] = NOTHING, words_in: str = "") -> dict[str, str]:
    """What a sentence of `rule` may name of the rule itself, as the reader writes it; its words in `words_in` (the
    reader's language)."""
    terms = Terms.model_validate(rule.terms)
    currency = values.get("order.currency") or terms.currency
    sized = sized_of(rule)
    return {
        "refund_days": span(terms.refund_days, words_in),
        "delivery_days": span(terms.delivery_days, words_in),
        "send_back_days": str(terms.send_back_days),
        "voucher_days": str(terms.voucher_days),
        "undo_minutes": str(terms.undo_minutes),
        "warranty_months": str(terms.warranty_months),
        "keep_months": str(terms.keep_months),
        "fee": money(terms.fee_cents, currency),
        "limit": limit_of(sized, currency) if sized else "",
    }


def sized_of(rule: Any) -> Mapping[str, Any] | None:
    """The first condition of `rule` that compares with a size: its value is the limit."""
    return next((each for each in rule.conditions if each["op"] in SIZES), None)


def named_in(text: str) -> set[str]:
    """What `text` names in braces, as far as it looks like a name."""
    return set(NAME.findall(text))


def refuse_unknown_names(draft: Any, *, is_public: bool) -> None:
    """Raises Refused for a sentence that names what nobody fills in; a public page has no order at hand."""
    of_rule = set(said_by(draft))
    known = of_rule if is_public else of_rule | OF_AN_ORDER
    for text in draft.sentences.values():
        for name in sorted(named_in(text) - known):
            if name in OF_AN_ORDER:
                words = _("A public page has no order at hand, so its sentence cannot name {%(name)s}.")
            else:
                words = _(
                    "A sentence names {%(name)s}, which nobody fills in. Choose one of the names above it."
                )
            raise Refused(words % {"name": name})


def limit_of(condition: Mapping[str, Any], currency: str) -> str:
    """What a condition compares with; a sum as money."""
    value = condition["value"]
    return money(value, currency) if FACTS[condition["field"]].is_money else str(value)


def span(days: tuple[int, int], language: str = "") -> str:
    """5 to 7, in the language of this moment or another; 5–7 in one that the desk does not speak. Of two that are the
    same, one."""
    if days[0] == days[1]:
        return str(days[0])
    try:
        spoken = translation.get_supported_language_variant(language or translation.get_language() or "en")
    except LookupError:
        return f"{days[0]}–{days[1]}"
    with translation.override(spoken):
        return _("%(least)s to %(most)s") % {"least": days[0], "most": days[1]}


def money(cents: int, currency: str) -> str:
    """As the reader writes it; in the currency that the shop sells in where none is named."""
    currency = currency or usual_currency()
    return format_currency(in_major(cents, currency), currency, locale=locale())


def usual_currency() -> str:
    """What the newest order was paid in."""
    from ..order import Order

    newest = Order.objects.order_by("-pk").values_list("currency", flat=True).first()
    return newest or "EUR"


def _filled(text: str, values: Mapping[str, Any]) -> str:
    """`text` with {order.number} and the like; braces around anything else stay as they are."""

    def filled(found: re.Match[str]) -> str:
        name = found[1]
        return _in_words(name, values) if name in values else found[0]

    return NAME.sub(filled, text)


def _in_words(name: str, values: Mapping[str, Any]) -> str:
    """A fact, or what the rule says, as the reader writes it."""
    value, fact = values[name], FACTS.get(name)
    if value is None:
        return ""
    if fact is not None and fact.is_money:
        of_customer = values.get("customer.currency") if name.startswith("customer.") else ""
        return money(value, of_customer or values.get("order.currency") or "")
    return str(dict(fact.choices).get(value, value) if fact is not None and fact.kind == TEXT else value)
