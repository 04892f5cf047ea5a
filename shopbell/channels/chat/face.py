"""What shoppers will see of a chat, drawn beside its form while it is being written."""

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from ..accent import COLOUR, ink_on
from ..inbox import Inbox
from .start import QUESTIONS


def face(inbox: Inbox, form: forms.Form, own: forms.Form) -> str:
    """The chat as the two forms would make it now, right or wrong; what is no colour is drawn in the usual one."""
    accent = str(own["accent"].value() or "")
    colour = accent if COLOUR.fullmatch(accent) else inbox.setting("accent")
    asked = {"name": _("Your name"), "email": _("Your e-mail"), "reason": _("What is it about?")}
    shown = render_to_string(
        "chat/face.html",
        {
            "name": form["name"].value() or inbox.name,
            "greeting": own["greeting"].value() or _("Hello. How can we help?"),
            "asked": [asked[each] for each in QUESTIONS if own[f"ask_{each}"].value() != "no"],
            "accent": colour,
            "ink": ink_on(colour),
            "position": own["position"].value(),
        },
    )
    return mark_safe(shown)  # noqa: S308 (our own template, which escapes)
