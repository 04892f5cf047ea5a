"""What search engines read of an article (schema.org as JSON-LD): an Article, and a HowTo when it has steps.

https://schema.org/Article, https://schema.org/HowTo
"""

import json
import re
from typing import Any

from django.http import HttpRequest

from .body import text_of_body
from .reading import Page

STEPS = re.compile(r'<ol class="steps"[^>]*>(.*?)</ol>', re.DOTALL)
STEP = re.compile(r"<li[^>]*>(.*?)</li>", re.DOTALL)
UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}  # nothing may end the element that it stands in


def data_of(page: Page, request: HttpRequest) -> str:
    """The JSON of `page`, fit to stand in a script element."""
    text = page.text
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": text.title,
        "description": text.summary,
        "inLanguage": text.language,
        "datePublished": text.first_published_at.isoformat(),
        "dateModified": text.published_at.isoformat(),
        "mainEntityOfPage": request.build_absolute_uri(request.path),
    }
    if steps := STEPS.search(page.html):
        told = [text_of_body(step).strip() for step in STEP.findall(steps[1])]
        data |= {
            "@type": "HowTo",
            "name": text.title,
            "step": [{"@type": "HowToStep", "position": n, "text": step} for n, step in enumerate(told, 1)],
        }
    written = json.dumps(data, ensure_ascii=False)
    return re.sub("[<>&]", lambda sign: UNSAFE[sign[0]], written)
