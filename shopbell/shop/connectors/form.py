"""The form of a connection: what its kind asks for. A secret is never written into the page; left empty it stays."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .connection import Connection
from .connector import Connector
from .item import Field
from .registry import KINDS

LONGEST = 500


class ConnectionForm(forms.Form):
    kind: type[Connector]

    def __init__(self, data: Any = None, connection: Connection | None = None):
        self.connection = connection
        super().__init__(data, initial=dict(connection.told) if connection else None)
        if connection and connection.pk and connection.secrets:
            for field in self.kind.fields:
                if field.is_secret:
                    self.fields[field.name].required = False
                    self.fields[field.name].help_text = _("Leave it empty to keep the one that is there.")

    @property
    def told(self) -> dict[str, str]:
        return self._of(is_secret=False)

    @property
    def secrets(self) -> dict[str, str]:
        return self._of(is_secret=True)

    def _of(self, *, is_secret: bool) -> dict[str, str]:
        wanted = [field.name for field in self.kind.fields if field.is_secret == is_secret]
        return {name: self.cleaned_data[name].strip() for name in wanted}


def form_of(kind: type[Connector]) -> type[ConnectionForm]:
    fields = {field.name: _field(field) for field in kind.fields}
    return type(f"{kind.__name__}Form", (ConnectionForm,), {"kind": kind, **fields})


def forms_of_all() -> list[type[ConnectionForm]]:
    return [form_of(kind) for kind in KINDS.values()]


def _field(field: Field) -> forms.Field:
    widget = forms.PasswordInput(attrs={"autocomplete": "off"}) if field.is_secret else forms.TextInput()
    return forms.CharField(
        label=field.label,  # type: ignore[arg-type]  # lazy words are fine
        help_text=field.help,  # type: ignore[arg-type]
        required=field.is_required,
        max_length=LONGEST,
        widget=widget,
    )
