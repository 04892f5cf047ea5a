"""A form that comes back: what was typed and what is wrong with it have a page of their own.

So the browser's way back, and loading the page again, find that page and send nothing anew. The form waits with us
(`kept_form.py`), and so do its files (`files.py`). An address is good for as long as the task of its form.
"""

import base64
import json
import time
import zlib
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.utils import ErrorDict
from django.http import QueryDict

from ..inbox import Inbox
from .contact import ContactForm
from .files import kept_files
from .kept_form import keep_form, kept_form
from .work import KEPT, is_spent

CAME_BACK = "typed"  # in the address of a page


class FormBack(ContactForm):
    """A form as it was typed, with what was found wrong with it then: its files are not there to be looked at again.

    One that nothing was wrong with came back for the answers that were found."""

    def __init__(self, typed: QueryDict, faults: dict[str, list[str]], *, inbox: Inbox):
        self.faults_then = faults
        super().__init__(typed, inbox=inbox)

    def full_clean(self) -> None:
        if not self.faults_then:
            return super().full_clean()
        self._errors, self.cleaned_data = ErrorDict(renderer=self.renderer), {}
        for key, words in self.faults_then.items():
            if key in self.fields or key == NON_FIELD_ERRORS:
                self.add_error(None if key == NON_FIELD_ERRORS else key, words)
        return None


def kept_address(form: ContactForm) -> str:
    """What finds `form`, whose good files are kept already, again; empty when it is too long to be kept."""
    typed = form.data.copy()  # type: ignore[attr-defined]
    typed.setlist("kept", [str(each.pk) for each in form.kept])
    faults = {key: [str(fault) for fault in errors] for key, errors in form.errors.items()}
    return keep_form(_packed({"at": int(time.time()), "typed": typed.urlencode(), "faults": faults}))


def _packed(said: dict[str, Any]) -> str:
    return base64.b85encode(zlib.compress(json.dumps(said, ensure_ascii=False).encode(), 9)).decode()


def _unpacked(packed: str) -> dict[str, Any]:
    return json.loads(zlib.decompress(base64.b85decode(packed)))


def form_that_came_back(key: str, inbox: Inbox) -> ContactForm | None:
    """The form of an address; none for one that cannot be read, is too old, or was sent since."""
    try:
        said = _unpacked(kept_form(key))
    except (ValueError, zlib.error):
        return None
    if time.time() - said["at"] > KEPT.total_seconds():
        return None
    form = FormBack(QueryDict(said["typed"], mutable=True), said["faults"], inbox=inbox)
    if is_spent(form.data.get("task", "")):
        return None
    form.kept = kept_files(form.data.get("client_id"), form.data.getlist("kept"))  # type: ignore[attr-defined]
    return form
