"""The questions of the contact form in the configuration file; each names the ticket field that keeps its answer."""

from typing import Any

from django.utils.translation import gettext as _t

from shopbell.channels.form.field import FormField
from shopbell.channels.models import Inbox
from shopbell.core.errors import Refused
from shopbell.tickets.models import ContactReason, CustomField
from shopbell.tickets.reason import find_reason, path_of

from .section import Part, Section, column, find_named, names, pointer


def _by_language(key: str, kind: type) -> Part:
    """A column that says something in several languages."""

    def put(row: Any, said: dict[str, Any]) -> None:
        if not all(isinstance(each, kind) for each in said.values()):
            raise Refused(_t("The setting “%(key)s” is of another kind.") % {"key": key})
        setattr(row, key, said)

    return Part(key, dict, lambda row: getattr(row, key), put)


FORM_QUESTIONS = Section(
    "form_questions",
    "settings-form-questions",
    FormField,
    identity=("asks", "field", "label"),
    needed=("asks",),
    parts=[
        column("asks"),
        pointer("field", CustomField),
        column("label"),
        _by_language("labels", str),
        column("help"),
        _by_language("helps", str),
        _by_language("choices", list),
        column("required", bool, "is_required"),
        names("reasons", ContactReason, find_reason, path_of),
        names("inboxes", Inbox, lambda called: find_named(Inbox, str(called)), str),
        column("position", int),
        column("in_use", bool, "is_active"),
    ],
    rows=lambda: FormField.objects.select_related("field").prefetch_related("reasons__parent", "inboxes"),
)
