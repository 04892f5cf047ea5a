"""Programs that read the web: search engines, previews, monitors. They count as no reader."""

import re

from django.http import HttpRequest

NAMES = re.compile(
    r"bot\b|bot[/;_-]|crawl|spider|slurp|preview|fetcher|monitor|headless|lighthouse|facebookexternalhit|embedly|"
    r"feed|archiver|\bcurl\b|\bwget\b|python|java/|go-http|okhttp|libwww|scrapy|http[-_ ]?client",
    re.IGNORECASE,
)


def is_crawler(request: HttpRequest) -> bool:
    """Whether the browser says that it is none, or says nothing at all of itself."""
    agent = request.headers.get("User-Agent", "")
    return not agent or bool(NAMES.search(agent))
