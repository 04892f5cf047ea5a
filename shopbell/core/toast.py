"""What an answer says at the foot of the screen, and how what it did is taken back: `js/toast.ts` shows it.

    add_toast(answer, _("Saved."), undo=reverse("event-undo", args=[event.pk]))

POST to the undo address takes the change back: it answers 2xx, or 422 with the sentence why not.
"""

import json
from typing import Any

from django.http import HttpResponse


def add_toast(
    answer: HttpResponse, text: str, *, undo: str = "", label: str = "", is_broken: bool = False
) -> None:
    """Have the screen say `text`, with "Undo" (or `label`) for ten seconds where there is an `undo` address."""
    toast = {"text": text, "undo": undo, "label": label, "tone": "broken" if is_broken else "plain"}
    add_trigger(answer, "toast", {name: value for name, value in toast.items() if value})


def add_trigger(answer: HttpResponse, name: str, detail: Any = None) -> None:
    """Have the screen hear of the event `name`, beside those that `answer` names already."""
    header = answer.headers.get("HX-Trigger", "")
    if not header.startswith("{"):
        header = json.dumps({each.strip(): {} for each in header.split(",") if each.strip()})
    answer.headers["HX-Trigger"] = json.dumps(json.loads(header) | {name: detail or {}})
