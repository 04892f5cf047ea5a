"""What the editor needs of its page: the words it says, the values and links it offers, where files are kept."""

import json

from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission

from .editor_words import editor_words
from .variables import variables


def editor_attributes(language: str, agent: Agent) -> dict[str, str]:
    """The attributes of a text box in `language` by which `js/editor.ts` stands for it. Who may not write articles
    keeps no files either."""
    found = {
        "data-icons": static("shopbell/icons.svg"),
        "data-words": json.dumps(editor_words()),
        "data-orders": json.dumps(_orders_link(language)),
        "data-values": json.dumps([vars(each) for each in variables(language).values()]),
    }
    if agent.may(Permission.HELP_WRITE):
        found |= {f"data-{each}": reverse(f"help-desk-{each}") for each in ("files", "products", "markdown")}
    return found


def _orders_link(language: str) -> dict[str, str]:
    """Where readers find their own orders, in the words of the text's language."""
    with translation.override(language):
        return {"address": reverse("portal-orders"), "words": _("Your orders")}
