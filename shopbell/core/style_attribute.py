"""The declarations of a style attribute, read so narrowly that nothing in them can be two things.

What has an escape, a comment or a function that is not known is left out: browsers and filters have long disagreed on
those, and mail does not need them.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

DECLARATION = re.compile(r"\s*([a-z-]+)\s*:\s*((?:[^;\"'()]|\"[^\"]*\"|'[^']*'|\([^()]*\))+)", re.IGNORECASE)
DOUBTFUL = re.compile(
    r"[\\<>@{}]|/\*|!ie|expression|behaviou?r|binding|javascript:|image-set|\battr\b", re.IGNORECASE
)
FUNCTION = re.compile(r"([\w-]+)\(")
FUNCTIONS = {"rgb", "rgba", "hsl", "hsla", "calc", "min", "max", "url"}
ADDRESS = re.compile(r"url\(\s*([\"']?)((?:https?://|cid:)[^\s\"'()\\]+)\1\s*\)", re.IGNORECASE)
GRADIENT = re.compile(
    r"background(?:-image)?\s*:[^;]{0,200}?gradient\([^;]{0,200}?(#[0-9a-f]{3,8}\b|rgba?\([^()]*\))",
    re.IGNORECASE,
)
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|(?:rgb|hsl)a?\([^()]*\)|\b[a-z]{3,20}\b", re.IGNORECASE)
PLACES = set(
    """
    repeat no-repeat repeat-x repeat-y scroll fixed local top bottom left right center cover contain none auto
    space round
    """.split()
)
UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$|!)|mso-hide\s*:\s*all",
    re.IGNORECASE,
)
URL = re.compile(r"url\([^()]*\)", re.IGNORECASE)
MAY_LEAD_OUT = re.compile(r"background|[(\\]", re.IGNORECASE)
LONGEST = 4000


@lru_cache(4096)  # a newsletter says the same few styles a thousand times
def declarations(style: str) -> tuple[tuple[str, str], ...]:
    """Name and value of each declaration that is beyond doubt, without `!important`."""
    return tuple(_read(style)) if len(style) <= LONGEST else ()


def _read(style: str) -> Iterator[tuple[str, str]]:
    for match in DECLARATION.finditer(style):
        name, value = (
            match[1].lower(),
            re.sub(r"!\s*important\s*$", "", match[2], flags=re.IGNORECASE).strip(),
        )
        functions = {each.lower() for each in FUNCTION.findall(value)}
        if value and not DOUBTFUL.search(value) and functions <= FUNCTIONS:
            yield name, value


def picture_in(value: str) -> str:
    """The address of the picture that a value names, of the web or inside the mail; empty if it names none of these."""
    match = ADDRESS.search(value)
    return match[2] if match else ""


def without_shorthand(style: str, *, is_picture: bool = False) -> str:
    """`style` with the colour and the picture of `background` as declarations of their own.

    A picture that its style hides becomes one of no size: the hiding itself is not kept, as words must stay in sight.
    """
    if is_picture and UNSEEN.search(style):
        return "width:0;height:0"
    if not MAY_LEAD_OUT.search(style):
        return style
    gradient = GRADIENT.search(style[:LONGEST])
    kept = [f"background-color:{gradient[1]}"] if gradient else []  # words were made to be read on that
    for name, value in declarations(style):
        if name in ("background", "background-image"):
            address = picture_in(value)
            kept += [f"background-image:url({address})"] if address else []
            colour = _colour_in(URL.sub(" ", value)) if name == "background" else ""
            kept += [f"background-color:{colour}"] if colour else []
        elif "url(" not in value.lower():
            kept.append(f"{name}:{value}")
    return ";".join(kept)


def _colour_in(value: str) -> str:
    words = [each for each in COLOUR.findall(value) if each.lower() not in PLACES and each.lower() != "url"]
    return words[0] if words else ""
