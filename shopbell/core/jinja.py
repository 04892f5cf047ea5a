"""The environment of every Jinja template: escaping on, gettext, and the few words all pages share."""

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from jinja2 import Environment, StrictUndefined

from .mail_server import has_mail_server

# floors above add their own filters and functions here, in their AppConfig.ready: `install(environment)`
EXTRAS: list[Callable[[Environment], None]] = []


STAND_INS = (9_182_736_450, 9_182_736_451)  # numbers that stand for numbers in a remembered address


def url(name: str, *args, **kwargs) -> str:
    """The address of the page `name`.

    A list asks for fifty addresses that differ in a number, so those are looked up once and filled in.
    """
    if kwargs or len(args) > len(STAND_INS) or any(type(arg) is not int or arg < 0 for arg in args):
        return reverse(name, args=args or None, kwargs=kwargs or None)
    return _pattern(name, len(args)).format(*args)


@cache
def _pattern(name: str, count: int) -> str:
    address = reverse(name, args=STAND_INS[:count] or None).replace("{", "{{").replace("}", "}}")
    for place, number in enumerate(STAND_INS[:count]):
        address = address.replace(str(number), f"{{{place}}}")
    return address


def csrf(request: HttpRequest) -> dict[str, Any]:
    """The token of a page's forms, masked once a page: each asking would mask it anew."""
    return {"csrf_token": SimpleLazyObject(lambda: str(get_token(request)))}


def gettext(text: str) -> str:
    """`text` in the language of the page; a page asks some three hundred times."""
    return _translated(translation.get_language(), text)


@lru_cache(16_384)
def _translated(language: str | None, text: str) -> str:
    return translation.gettext(text)


def pgettext(context: str, text: str) -> str:
    """`text` in the language of the page, in the one of its meanings that `context` names."""
    return _translated_in(translation.get_language(), context, text)


@lru_cache(1024)
def _translated_in(language: str | None, context: str, text: str) -> str:
    return translation.pgettext(context, text)


def environment(**options: Any) -> Environment:
    """Built by Django for its Jinja2 engine."""
    options = dict[str, Any](autoescape=True, undefined=StrictUndefined) | options
    env = Environment(  # noqa: S701 (it is on, one line above)
        **options, trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.i18n", "jinja2.ext.do"]
    )
    env.globals.update(url=url, static=staticfiles_storage.url, has_mail_server=has_mail_server)
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, translation.ngettext, newstyle=True, pgettext=pgettext
    )
    for install in EXTRAS:
        install(env)
    return env
