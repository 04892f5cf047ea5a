"""Structured data of pages, held against schema.org (properties of each type) and what search engines ask of a kind.

https://schema.org/docs/full.html; https://developers.google.com/search/docs/appearance/structured-data (article,
qapage, discussion-forum, faqpage, breadcrumb): what they call required is required here, and of what they recommend
what the desk knows of every page.
"""

import json
import re
from typing import Any

DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
THING = {"name", "description", "url", "image", "mainEntityOfPage"}
WORK = THING | {
    "headline",
    "text",
    "inLanguage",
    "datePublished",
    "dateModified",
    "author",
    "publisher",
    "comment",
}
COMMENT = WORK | {"upvoteCount"}
KNOWN = {  # the properties of each type that we may use, its parents' among them
    "Article": WORK,
    "BlogPosting": WORK,
    "DiscussionForumPosting": WORK,
    "HowTo": WORK | {"step"},
    "HowToStep": THING | {"position", "text"},
    "FAQPage": WORK | {"mainEntity"},
    "QAPage": WORK | {"mainEntity"},
    "Question": COMMENT | {"answerCount", "acceptedAnswer", "suggestedAnswer"},
    "Answer": COMMENT,
    "Comment": COMMENT,
    "BreadcrumbList": THING | {"itemListElement"},
    "ListItem": THING | {"position", "item"},
    "Organization": THING | {"logo"},
    "ImageObject": THING,
    "Person": THING,
}
DATED = {"headline", "datePublished", "dateModified", "mainEntityOfPage", "author", "publisher"}
MUST = {
    "Article": DATED,
    "BlogPosting": DATED,
    "HowTo": DATED | {"name", "step"},
    "HowToStep": {"position", "text"},
    "DiscussionForumPosting": {"headline", "text", "datePublished", "author", "url", "publisher"},
    "FAQPage": {"mainEntity"},
    "QAPage": {"mainEntity", "publisher"},
    "Question": {"name"},
    "Answer": {"text"},
    "Comment": {"text", "author", "datePublished"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
    "Organization": {"name", "url"},
    "ImageObject": {"url"},
    "Person": {"name"},
}
TYPES = {"author": {"Organization", "Person"}, "publisher": {"Organization"}, "logo": {"ImageObject"}}


def checked_data(page: str) -> dict[str, dict[str, Any]]:
    """The data of a page by kind, each held against what it may and must say."""
    found = [json.loads(each) for each in DATA.findall(page)]
    for each in found:
        assert each.pop("@context") == "https://schema.org"
        _check(each)
    return {each["@type"]: each for each in found}


def _check(node: dict[str, Any], named: str = "") -> None:
    kind = node["@type"]
    said = node.keys() - {"@type"}
    assert said <= KNOWN[kind], (kind, said - KNOWN[kind])
    assert MUST[kind] <= said, (kind, MUST[kind] - said)
    assert kind in TYPES.get(named, {kind}), (named, kind)
    for name, value in node.items():
        assert value not in ("", None, []) or name in {"description", "comment"}, (kind, name)
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict):
                _check(each, name)
            elif name in {"url", "item", "mainEntityOfPage", "image"}:
                assert str(each).startswith("http"), (kind, name, each)
