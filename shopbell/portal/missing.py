"""What a shopper has not chosen yet of what an action needs: to be named, and marked where it is chosen."""

from typing import Any

from babel.lists import format_list
from django.utils.translation import gettext as _
from pydantic import ValidationError

from shopbell.core.reader import locale
from shopbell.shop.actions.action import Action


def missing_choices(action: Action, given: dict[str, Any]) -> list[str]:
    """The names of the fields, such as `lines`; `variant` where a chosen item has nothing that comes instead."""
    try:
        action.Parameters.model_validate(given)
    except ValidationError as error:
        places = [[part for part in each["loc"] if isinstance(part, str)] for each in error.errors()]
        return list(dict.fromkeys(place[-1] for place in places if place))
    return []


def missing_words(names: list[str]) -> str:
    """A sentence that names them."""
    words = {
        "lines": _("which items"),
        "variant": _("what you get instead"),
        "method": _("the payment method"),
        "reason": _("the reason"),
    }
    named = [words[name] for name in names if name in words]
    if not named:
        return _("Something is missing: choose it below.")
    return _("Something is missing: %(parts)s.") % {"parts": format_list(named, locale=locale())}
