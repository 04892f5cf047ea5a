"""Inboxes in the configuration file: what is set of them, without their accounts, whose passwords stay at home."""

from typing import Any

from django import forms
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _t

from shopbell.accounts.models import Team
from shopbell.channels.models import Inbox
from shopbell.channels.registry import CHANNELS
from shopbell.core.errors import Refused
from shopbell.customers.identity import Kind, normal
from shopbell.tickets.signature import read_signature

from .section import Part, Section, column, pointer


def _told(inbox: Inbox) -> dict[str, Any]:
    known = CHANNELS[inbox.channel].settings if inbox.channel in CHANNELS else {}
    return {name: inbox.settings.get(name, default) for name, default in known.items()}


def _put_channel(inbox: Any, kind: str) -> None:
    if kind not in CHANNELS:
        raise Refused(
            _t("There is no channel “%(name)s”. There are: %(known)s.")
            % {"name": kind, "known": ", ".join(CHANNELS)}
        )
    inbox.channel = kind


def _put_address(inbox: Any, address: str) -> None:
    inbox.address = normal(Kind.EMAIL, address) if address else ""


def _put_signature(inbox: Any, text: str) -> None:
    inbox.signature, inbox.signature_html = read_signature(text, "")


def _put_signature_html(inbox: Any, html: str) -> None:
    """The formatted signature says its text too."""
    inbox.signature, inbox.signature_html = read_signature(inbox.signature, html)


def _check() -> None:
    if Inbox.objects.filter(channel="email", address="").exists():
        raise Refused(_t("An e-mail inbox needs an address."))


def _put(inbox: Inbox, settings: dict[str, Any]) -> None:
    """Set what is said, each key held against the channel's own form, as if somebody had typed it there."""
    known = CHANNELS[inbox.channel].settings
    for key, value in settings.items():
        if key not in known:
            raise Refused(
                _t("There is no setting “%(key)s”. There are: %(known)s.")
                % {"key": key, "known": ", ".join(sorted(known))}
            )
        if type(value) is not type(known[key]):
            raise Refused(_t("The setting “%(key)s” is of another kind.") % {"key": key})
    inbox.settings = {**inbox.settings, **settings}
    inbox.settings = {**inbox.settings, **_checked(inbox, known)}
    inbox.save(update_fields=["settings"])


def _checked(inbox: Inbox, known: dict[str, Any]) -> dict[str, Any]:
    path = CHANNELS[inbox.channel].settings_form
    if not path:
        return {}
    wanted = {key: {**known, **inbox.settings}[key] for key in known}
    empty = import_string(path)(None, inbox)
    typed = {empty.add_prefix(key): _typed(value) for key, value in wanted.items() if value is not False}
    form: forms.Form = import_string(path)(typed, inbox)
    if form.is_valid():
        return {key: form.cleaned_data[key] for key in known}
    for key, errors in form.errors.items():
        if key in known:
            raise Refused(
                _t("%(label)s: %(sentence)s") % {"label": form.fields[key].label, "sentence": errors[0]}
            )
    return wanted


def _typed(value: Any) -> Any:
    if isinstance(value, dict):
        return "\n".join(f"{language}: {said}" for language, said in value.items())
    return "\n".join(map(str, value)) if isinstance(value, list) else value


INBOXES = Section(
    "inboxes",
    "settings-inboxes",
    Inbox,
    identity=("channel", "address", "name"),
    called=lambda entry: (entry.get("channel"), entry.get("address") or entry.get("name")),
    needed=("channel", "name"),
    parts=[
        Part("channel", str, lambda inbox: inbox.channel, _put_channel),
        column("name"),
        Part("address", str, lambda inbox: inbox.address, _put_address),
        pointer("team", Team),
        Part("signature", str, lambda inbox: inbox.signature, _put_signature),
        Part("signature_html", str, lambda inbox: inbox.signature_html, _put_signature_html),
        column("in_use", bool, "is_active"),
        Part("settings", dict, _told, _put, late=True),
    ],
    check=_check,
    rows=lambda: Inbox.objects.select_related("team").order_by("channel", "name", "id"),
)
