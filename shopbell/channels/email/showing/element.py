"""Cleaned HTML tag by tag. The cleaner writes it in one way only, so that little is needed to read it."""

import html as html_words
import re
from dataclasses import dataclass, field

from shopbell.core.style_attribute import declarations

TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:[^>"]++|"[^"]*+")*+)>')
ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
VOID = {"br", "col", "hr", "img", "wbr"}


@dataclass
class Element:
    """An opening tag: its attributes in clear, and the declarations of its style."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    style: dict[str, str] = field(default_factory=dict)
    more_style: list[tuple[str, str]] = field(default_factory=list)  # said again, for browsers that know it

    def __str__(self) -> str:
        style = ";".join(f"{name}:{value}" for name, value in [*self.style.items(), *self.more_style])
        attributes = self.attributes | ({"style": style} if style else {})
        said = "".join(f' {name}="{html_words.escape(value)}"' for name, value in attributes.items())
        return f"<{self.name}{said}>"


def element(name: str, attributes: str) -> Element:
    values = {each: html_words.unescape(value) for each, value in ATTRIBUTE.findall(attributes)}
    style = dict(declarations(values.pop("style", "")))
    return Element(name, values, style)
