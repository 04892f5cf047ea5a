"""What search engines read of a page (schema.org as JSON-LD): an Article, a HowTo when it has steps, a FAQPage when its
title is a question, and where a page stands as BreadcrumbList.

https://schema.org/Article, https://schema.org/HowTo, https://schema.org/FAQPage, https://schema.org/BreadcrumbList
Search engines ask that all of it can be read on the page itself (Google, structured data guidelines), so an answer is
what the page says of it and no more.
"""

import re
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from shopbell.channels.brand import Brand
from shopbell.core.json_in_page import json_in_page

from .body import text_of_body
from .centre import HelpCentre
from .reading import Page

Data = dict[str, Any]
STEPS = re.compile(r'<ol class="steps"[^>]*>(.*?)</ol>', re.DOTALL)
STEP = re.compile(r"<li[^>]*>(.*?)</li>", re.DOTALL)
QUESTION_MARKS = ("?", "؟", ";", "？")  # also as Greek, Arabic and Chinese write it
LONGEST_ANSWER = 3_000  # characters; what an answer is read out or shown from is its beginning


def data_of(page: Page, request: HttpRequest) -> str:
    """The JSON of `page`, fit to stand in a script element."""
    text = page.text
    shop = publisher(request)
    data: Data = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": text.title,
        "description": text.summary,
        "inLanguage": text.language,
        "datePublished": text.first_published_at.isoformat(),
        "dateModified": text.published_at.isoformat(),
        "mainEntityOfPage": request.build_absolute_uri(request.path),
        **shop,
        **by_the_shop(shop),
    }
    if steps := STEPS.search(page.html):
        told = [text_of_body(step).strip() for step in STEP.findall(steps[1])]
        data |= {
            "@type": "HowTo",
            "name": text.title,
            "step": [{"@type": "HowToStep", "position": n, "text": step} for n, step in enumerate(told, 1)],
        }
    return json_in_page(data)


def publisher(request: HttpRequest) -> Data:
    """Who publishes what stands on a page: the shop, with its logo. Nothing while it has no name."""
    brand = Brand.current()
    if not brand.name:
        return {}
    shop: Data = {
        "@type": "Organization",
        "name": brand.name,
        "url": request.build_absolute_uri(reverse("help")),
    }
    if brand.logo_url:
        shop["logo"] = {"@type": "ImageObject", "url": request.build_absolute_uri(brand.logo_url)}
    return {"publisher": shop}


def by_the_shop(published: Data) -> Data:
    """The author where readers are told no name: the shop that publishes it."""
    return {"author": published["publisher"]} if published else {}


def question_of(page: Page) -> str:
    """An article whose title is a question, with its text as the answer; empty for any other."""
    text = page.text
    answer = _bounded(text_of_body(page.html).strip())
    if not answer or not text.title.rstrip().endswith(QUESTION_MARKS):
        return ""
    return json_in_page({
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "inLanguage": text.language,
        "mainEntity": [
            {"@type": "Question", "name": text.title, "acceptedAnswer": {"@type": "Answer", "text": answer}}
        ],
    })  # fmt: skip


def _bounded(answer: str) -> str:
    """Whole lines of it, as many as `LONGEST_ANSWER` has room for; of a line that is longer, whole words."""
    if len(answer) <= LONGEST_ANSWER:
        return answer
    begun = answer[: LONGEST_ANSWER + 1]
    end = begun.rfind("\n") if "\n" in begun else begun.rfind(" ")
    return begun[: end if end > 0 else LONGEST_ANSWER].rstrip()


def crumbs_of(request: HttpRequest, centre: HelpCentre, language: str, *places: tuple[str, str]) -> str:
    """Where a page stands: the help centre while it is open, then name and path of each of `places`."""
    home = [(_("Help centre"), reverse("help-index", args=[language]))] if centre.is_on else []
    return json_in_page({
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": str(name), "item": request.build_absolute_uri(path)}
            for number, (name, path) in enumerate((*home, *places), start=1)
        ],
    })  # fmt: skip
