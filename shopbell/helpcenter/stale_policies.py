"""What speaks against a text that leans on the shop's policies: on a value it names, on a page that it links to, or on
one that its editor named behind it, which shoppers need not read.

Each policy is compared as it counted when the text was published and as it counts now: what it says to readers, its
conditions, what follows and its terms. A value that the text names is told of by itself, so it is left out there.
"""

import json
from collections import defaultdict
from functools import cache
from hashlib import sha256
from typing import Any

from django.db.models import Q

from shopbell.shop.policies.decide import all_rules_at
from shopbell.shop.policies.page import PAGES
from shopbell.shop.policies.policy import PolicyVersion
from shopbell.shop.policies.wording import sentence_of, sized_of

from .article import Article
from .article_text import ArticleText
from .body import VARIABLE, text_of_body, variables_in
from .living_links import POLICY
from .stale_sign import Found, Looked, Sign, StaleKind, Text
from .variables import LIMIT, Variable, variables

LEANING = (
    Q(body__contains="<var data-from=") | Q(body__contains="/policies/") | Q(article__policies__isnull=False)
)
SHOP = "shop.name"


def changed_values(looked: Looked[Text]) -> Found[Text]:
    """Values that were others when the text was published."""
    at = cache(lambda language, moment: variables(language, moment))
    for text in looked.texts:
        named = variables_in(text.body) - {SHOP}
        if not named:
            continue
        then, now = at(text.language, text.published_at), at(text.language, looked.now)
        written = dict(VARIABLE.findall(text.body))
        for name in sorted(named):
            was, value = _value(then, name) or text_of_body(written[name]).strip(), _value(now, name)
            if value is None:
                yield text, Sign(StaleKind.POLICY_GONE, name, {"name": name, "was": was})
            elif was != value:
                what = {"name": name, "was": was, "now": value}
                yield text, Sign(StaleKind.POLICY, f"{name} {value}", what)


def _value(known: dict[str, Variable], name: str) -> str | None:
    return known[name].value if name in known else None


def changed_policies(looked: Looked[Text]) -> Found[Text]:
    """Policies that say something else than when the text was published, hold otherwise, have come or have gone."""
    told = cache(lambda moment: [rule for rules in all_rules_at(moment).values() for rule in rules])
    behind = _behind(looked)
    for text in looked.texts:
        named = variables_in(text.body) - {SHOP}
        linked = {
            area for slug, _words in POLICY.findall(text.body) if slug in PAGES for area in PAGES[slug].areas
        }
        its_own: set[int] = behind[text.of] if isinstance(text, ArticleText) else set()
        if not named and not linked and not its_own:
            continue
        then, now = (
            {
                rule.policy.slug: rule
                for rule in told(moment)
                if rule.policy_id in its_own or rule.policy.is_public and _is_leant_on(rule, named, linked)
            }
            for moment in (text.published_at, looked.now)
        )
        # else the shop had said nothing yet that the text could follow
        is_known = any(rule.policy.is_public or rule.policy_id in its_own for rule in told(text.published_at))
        for slug in sorted(then.keys() | now.keys() if is_known else ()):
            values = {name.partition(".")[2] for name in named if name.startswith(f"{slug}.")}
            if sign := _sign(text.language, then.get(slug), now.get(slug), values):
                yield text, sign


def _behind(looked: Looked[Text]) -> dict[int, set[int]]:
    """Of each article the policies that are named behind it, by their keys."""
    found: dict[int, set[int]] = defaultdict(set)
    articles = [text.of for text in looked.texts if isinstance(text, ArticleText)]
    rows = Article.policies.through.objects.filter(article__in=articles)
    for article, policy in rows.values_list("article_id", "policy_id"):
        found[article].add(policy)
    return found


def _is_leant_on(rule: PolicyVersion, named: set[str], linked: set[str]) -> bool:
    return rule.policy.action in linked or any(name.startswith(f"{rule.policy.slug}.") for name in named)


def _sign(
    language: str, then: PolicyVersion | None, now: PolicyVersion | None, values: set[str]
) -> Sign | None:
    """None too for one that came or went and is named: its values tell that."""
    if then is None or now is None:
        rule, kind, when = (now, StaleKind.POLICY, "new") if now else (then, StaleKind.POLICY_GONE, "was")
        if values or rule is None:
            return None
        what = {"policy": str(rule.policy), when: sentence_of(rule, language)}
        return Sign(kind, f"{rule.policy.slug} {_mark(rule, language, values)}", what)
    mark = _mark(now, language, values)
    if mark == _mark(then, language, values):
        return None
    was, says = sentence_of(then, language), sentence_of(now, language)
    what = {"policy": str(now.policy)} | ({"was": was, "now": says} if was != says else {})
    return Sign(StaleKind.POLICY, f"{now.policy.slug} {mark}", what)


def _mark(rule: PolicyVersion, language: str, values: set[str]) -> str:
    """The same for versions that differ in `values` alone, and in what readers of other languages are told."""
    limit: Any = sized_of(rule) if LIMIT in values else None
    conditions = [{**each, "value": ""} if each is limit else each for each in rule.conditions]
    terms = {name: value for name, value in rule.terms.items() if name.removesuffix("_cents") not in values}
    told = rule.sentences
    words = told.get(language) or told.get(language.partition("-")[0]) or told.get("en") or told
    return sha256(json.dumps([rule.outcome, conditions, terms, words], sort_keys=True).encode()).hexdigest()[
        :12
    ]
