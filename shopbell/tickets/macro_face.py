"""What a macro says and does, shown beside its form while it is being written."""

from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.core.errors import Refused

from .macro_action import ACTIONS, ME
from .macro_text import NAMES, UNFIT, compile_text, fill_in, refuse_unknown_names


def macro_face(form: forms.ModelForm) -> str:
    """The text as it would stand in the composer, to a customer who does not exist; or why it cannot be used."""
    text, refusal = str(form["text"].value() or ""), ""
    try:
        template = compile_text(text)
        refuse_unknown_names(text)
        text = fill_in(template, NAMES)
    except Refused as error:
        refusal = str(error)
    except UNFIT:
        pass  # shown as it is written; filling it in says why when it is used
    shown = render_to_string("tickets/macro_face.html", {"text": text, "refusal": refusal})
    return mark_safe(shown)  # noqa: S308 (our own template, which escapes)


def steps_in_words(actions: list[dict[str, Any]]) -> str:
    """What the steps of a macro do, a sentence each; a target that is gone is left out."""
    nobody = Agent()
    found = [(ACTIONS[step["do"]], step.get("to")) for step in actions if step.get("do") in ACTIONS]
    words = [
        action.words(target)
        for action, to in found
        if (target := _("whoever sends it") if to == ME else action.find(to, nobody)) is not None
    ]
    return " · ".join(words)
