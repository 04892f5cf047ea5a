"""The environment of every Jinja template: escaping on, gettext, and the few words all pages share."""

from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse
from django.utils import translation
from django.utils.module_loading import import_string
from jinja2 import Environment, StrictUndefined

EXTRAS = [  # floors that add their own filters and functions to templates: dotted paths of `install(environment)`
    "shopbell.shop.jinja.install",
    "shopbell.web.jinja.install",
    "shopbell.web.console.jinja.install",
]


def url(name: str, *args, **kwargs) -> str:
    """The address of the page `name`."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def environment(**options: Any) -> Environment:
    """Built by Django for its Jinja2 engine."""
    options = dict[str, Any](autoescape=True, undefined=StrictUndefined) | options
    env = Environment(  # noqa: S701 (it is on, one line above)
        **options, trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.i18n", "jinja2.ext.do"]
    )
    env.globals.update(url=url, static=staticfiles_storage.url)
    env.install_gettext_callables(translation.gettext, translation.ngettext, newstyle=True)  # type: ignore[attr-defined]
    for path in EXTRAS:
        import_string(path)(env)
    return env
