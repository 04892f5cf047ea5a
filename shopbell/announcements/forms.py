"""Forms of the desk for incidents: the words are asked in each language of the help centre."""

import uuid
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.channels.public_answer import public_kinds
from shopbell.helpcenter.centre import HelpCentre

from .answering import tickets_told
from .incident import MOST_TEXT, MOST_TITLE, WATCHED_WORK, Incident, IncidentUpdate, Kind, State
from .part import StatusPart
from .publishing import About, Said


def moment_field(label: Any, help_text: Any = "") -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, help_text=help_text, required=False, widget=widget)


class AboutForm(forms.Form):
    """What an incident is."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    parts = forms.ModelMultipleChoiceField(
        StatusPart.objects.prefetch_related("names"), label=_("What it concerns"), required=False,
        widget=forms.CheckboxSelectMultiple, help_text=_("Their days on the status page take its colour."),
    )  # fmt: skip
    starts_at = moment_field(_("Begins"), _("Empty: now. A later moment announces it."))
    ends_at = moment_field(_("Ends"), _("Where that is known. It is over by itself then."))

    def __init__(self, *args, incident: Incident | None = None, **kwargs):
        self.incident = incident
        if incident:
            names = ("kind", "starts_at", "ends_at")
            kwargs["initial"] = {name: getattr(incident, name) for name in names}
            kwargs["initial"]["parts"] = incident.parts.all()
        super().__init__(*args, **kwargs)
        titles = incident.titles if incident else {}
        words = _words(self, "title", _("Title (%(language)s)"), MOST_TITLE, titles, forms.TextInput)
        self.fields = {"kind": self.fields.pop("kind"), **words, **self.fields}

    @property
    def about(self) -> About:
        said = self.cleaned_data
        return About(
            Kind(said["kind"]), _said(said, "title"), list(said["parts"]),
            self._moment("starts_at"), self._moment("ends_at"),
        )  # fmt: skip

    def _moment(self, name: str) -> datetime | None:
        """As it was given; the minute that it had already keeps its seconds, which the form does not show."""
        at, had = self.cleaned_data[name], getattr(self.incident, name, None)
        return had if had and had.replace(second=0, microsecond=0) == at else at


OF_WORK = {  # how maintenance stands: its moments tell whether it is planned or under way
    State.INVESTIGATING: _("As planned"),
    State.WATCHING: WATCHED_WORK,
    State.OVER: State.OVER.label,
}


class UpdateForm(forms.Form):
    """What is new."""

    state = forms.ChoiceField(label=_("How it stands"), choices=State.choices)
    next_news_at = moment_field(_("Next news by"), _("Readers are told when to look again."))
    tells_tickets = forms.BooleanField(required=False)
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args, by: Agent, incident: Incident | None = None, **kwargs):
        count = tickets_told(incident).count() if incident and by.may(Permission.TICKET_REPLY) else 0
        if incident:
            kwargs["initial"] = {"state": incident.state, "client_id": uuid.uuid4(), "tells_tickets": True}
        super().__init__(*args, **kwargs)
        self._ask_how_it_stands(incident)
        if count:
            label = ngettext(
                "Say it in the %(num)d ticket about it", "Say it in the %(num)d tickets about it", count
            )
            self.fields["tells_tickets"].label = label % {"num": count}
            self.fields["tells_tickets"].help_text = _help_of_telling(incident)
        else:
            del self.fields["tells_tickets"]
        words = _words(self, "text", _("What we know (%(language)s)"), MOST_TEXT, {}, forms.Textarea)
        self.fields = {**words, **self.fields}

    def _ask_how_it_stands(self, incident: Incident | None) -> None:
        state: Any = self.fields["state"]
        if not incident:
            state.help_text = _(
                "Of maintenance, readers see “Planned” until it begins, and then “Under way”."
            )
        elif incident.kind == Kind.MAINTENANCE:
            state.choices = list(OF_WORK.items())
            if incident.state not in OF_WORK:
                self.initial["state"] = State.INVESTIGATING

    @property
    def said(self) -> Said:
        said = self.cleaned_data
        return Said(
            _said(said, "text"), State(said["state"]), said["next_news_at"], said["client_id"],
            tells_tickets=said.get("tells_tickets", False),
        )  # fmt: skip

    def clean_next_news_at(self):
        at = self.cleaned_data["next_news_at"]
        if at and at <= timezone.now():
            raise forms.ValidationError(_("This moment is over. Choose a later one for the next news."))
        return at


class CorrectionForm(forms.Form):
    """What an update should have said."""

    def __init__(self, *args, update: IncidentUpdate, **kwargs):
        super().__init__(*args, **kwargs)
        label = _("What we know (%(language)s)")
        self.fields = _words(self, "text", label, MOST_TEXT, update.texts, forms.Textarea)

    @property
    def texts(self) -> dict[str, str]:
        return _said(self.cleaned_data, "text")


def _help_of_telling(incident: Incident | None) -> Any:
    if incident and tickets_told(incident).filter(channel__in=public_kinds()).exists():
        return _(
            "Whoever asked reads it as an answer, in some minutes. In the community everybody reads it there."
        )
    return _("Whoever asked reads it as an answer, in some minutes.")


def _words(
    form: forms.Form, name: str, label: Any, most: int, said: dict[str, str], widget: type[forms.Widget]
) -> dict[str, forms.Field]:
    """A field for each language of the centre; the first is needed."""
    fields: dict[str, forms.Field] = {}
    for number, (code, own) in enumerate(HelpCentre.current().spoken()):
        attrs: dict[str, Any] = {"dir": "auto", "lang": code}
        if widget is forms.Textarea:
            attrs["rows"] = 4
        fields[f"{name}_{code}"] = forms.CharField(
            label=label % {"language": own}, max_length=most, required=number == 0,
            initial=said.get(code, ""), widget=widget(attrs=attrs),
        )  # fmt: skip
    return fields


def _said(cleaned: dict[str, Any], name: str) -> dict[str, str]:
    begin = f"{name}_"
    return {key.removeprefix(begin): value for key, value in cleaned.items() if key.startswith(begin)}
