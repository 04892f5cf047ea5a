"""The words of a mail as HTML: each element with its own style, since mail programs drop style sheets.

No colours of text and ground: a program that shows mail in the dark chooses both, and one of them alone is unreadable.
"""

import re

from django.utils.translation import get_language_bidi
from markupsafe import Markup, escape

from shopbell.core.address_in_text import addresses_in

STYLES = {
    "h1": "margin:0 0 12px;font-size:20px;line-height:1.3",
    "p": "margin:0 0 16px",
    "blockquote": "margin:0 0 16px;padding:0 12px;border-{start}:3px solid #d8cdb8",
    "pre": "margin:0 0 16px;padding:8px 12px;border:1px solid #d8cdb8;font:14px/1.4 ui-monospace,Consolas,monospace;"
    "white-space:pre-wrap",
    "code": "font:14px/1.4 ui-monospace,Consolas,monospace",
    "ul": "margin:0 0 16px;padding:0;padding-{start}:24px",
    "ol": "margin:0 0 16px;padding:0;padding-{start}:24px",
    "li": "margin:0 0 4px",
    "img": "max-width:100%;height:auto;border:0",
}
TAG = re.compile(rf"<({'|'.join(STYLES)})(?=[\s/>])")
ANCHOR = Markup('<a href="{href}" dir="ltr">{words}</a>')  # also among words from right to left


def start_side() -> str:
    """Where lines begin in the language of the mail: logical sides are unknown to many mail programs."""
    return "right" if get_language_bidi() else "left"


def dressed(html: str) -> Markup:
    """Cleaned `html` of ours, which has no styles, with the style of each of its elements."""
    start = start_side()
    styled = TAG.sub(lambda match: f'<{match[1]} style="{STYLES[match[1]].format(start=start)}"', html)
    return Markup(styled)  # noqa: S704 (cleaned when it was stored)


def linked(line: str) -> Markup:
    """A line of plain text with its web and mail addresses as links."""
    parts, end = [], 0
    for found in addresses_in(line):
        parts += [escape(line[end : found.start]), ANCHOR.format(href=found.href, words=found.words)]
        end = found.end
    return Markup("").join([*parts, escape(line[end:])])
