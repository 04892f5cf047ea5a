"""What the pages' templates have besides: icons, times, money, faces and plain text as people read them.

Icons are drawn from one sprite, `build/front/icons.svg`. The front-end build finds every `icon("…")` in
templates, Python and TypeScript and puts just those into it (from lucide, or from `web/icons/` for our
own), so that a name it does not know stops the build instead of leaving a hole in a page. A page holds
only `<use href="…/icons.svg#mail">`; the drawing is fetched once.
"""

from functools import lru_cache

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from jinja2 import Environment
from markupsafe import Markup

from shopbell.accounts.availability import presence_word
from shopbell.core.file_size import filesize
from shopbell.core.number import number
from shopbell.core.own_clock import by_own_clock, in_page
from shopbell.core.reader import locale_tag

from .face import face_url, hue, initials
from .keys import key_cap, key_hint, key_table, key_words
from .money import money, signed_money
from .page import (
    account_providers,
    demo_sign_ins,
    direction,
    language,
    own_availability,
    rail,
    session_device,
)
from .plain_text import bdi, breakable, paragraphs
from .when import clock, day, exact, on_day, soon, when
from .words import script_words

ICON = Markup('<svg class="{classes}" aria-hidden="true"><use href="{sprite}#{name}"/></svg>')
# these point along the line of reading, though their names do not say so
TURNING = {
    "external-link",
    "forward",
    "log-in",
    "log-out",
    "reply",
    "reply-all",
    "send",
    "text-quote",
    "undo-2",
}
NAMED_ICON = Markup(
    '<svg class="{classes}" role="img" aria-label="{label}"><use href="{sprite}#{name}"/></svg>'
)


def icon(name: str, *, size: str = "", label: str = "") -> Markup:
    """The drawing `name`; `size` is "small" (14 px), "large" (24 px) or empty (18 px).

    It is silent to screen readers unless it has a `label`. One that points left or right turns with the script.
    """
    return _icon(name, size, label)


@lru_cache(1024)
def _icon(name: str, size: str, label: str) -> Markup:
    classes = f"icon icon-{size}" if size else "icon"
    if name.endswith(("-left", "-right")) or name in TURNING:
        classes += " icon-flip"
    sprite = staticfiles_storage.url("shopbell/icons.svg")
    return (NAMED_ICON if label else ICON).format(classes=classes, sprite=sprite, name=name, label=label)


def install(environment: Environment) -> None:
    environment.globals.update(
        account_providers=account_providers,
        bdi=bdi,
        breakable=breakable,
        clock=clock,
        day=day,
        demo_sign_ins=demo_sign_ins,
        direction=direction,
        by_own_clock=by_own_clock,
        in_page=in_page,
        exact=exact,
        face_url=face_url,
        filesize=filesize,
        hue=hue,
        icon=icon,
        initials=initials,
        key_hint=key_hint,
        key_table=key_table,
        key_cap=key_cap,
        key_words=key_words,
        language=language,
        locale_tag=locale_tag,
        money=money,
        signed_money=signed_money,
        number=number,
        on_day=on_day,
        own_availability=own_availability,
        presence_word=presence_word,
        paragraphs=paragraphs,
        rail=rail,
        script_words=script_words,
        session_device=session_device,
        soon=soon,
        upload_max_bytes=settings.UPLOAD_MAX_BYTES,
        when=when,
    )
