"""The forms of what a shop writes and shows to those who wait; each other language of the shoppers has a box."""

from collections.abc import Callable
from typing import Any, BinaryIO

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.language import languages
from shopbell.channels.inbox import Inbox
from shopbell.core.errors import Refused

from .media import Kind, Medium, keep_captions, keep_file, keep_still
from .survey import MOST_CHOICES, Question

BOX = "in_"
MOST_TRANSLATED = 4000


class TranslatedForm(forms.ModelForm):
    """A box for each language but English's second, whose lines follow those of the main text."""

    lines_hint: Any = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        inboxes = Inbox.objects.filter(channel="chat", is_active=True)
        self.fields["inbox"].queryset = inboxes  # type: ignore[attr-defined]
        for code, name in languages():
            if code != "en-gb":
                self.fields[f"{BOX}{code}"] = forms.CharField(
                    label=_t("In %(language)s") % {"language": name},
                    required=False,
                    max_length=MOST_TRANSLATED,
                    initial=self.instance.translations.get(code, ""),
                    help_text=self.lines_hint,
                    widget=forms.Textarea(attrs={"lang": code, "dir": "auto", "rows": 3}),
                )

    def save(self, commit: bool = True):
        boxes = {
            name.removeprefix(BOX): text for name, text in self.cleaned_data.items() if name.startswith(BOX)
        }
        self.instance.translations = {code: text for code, text in boxes.items() if text.strip()}
        return super().save(commit)


class QuestionForm(TranslatedForm):
    lines_hint = _("The question, then each answer on a line of its own. Empty: as above.")

    class Meta:
        model = Question
        fields = ["text", "choices", "inbox", "reason", "position", "is_on"]
        widgets = {"choices": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "text": _("What who waits is asked."),
            "is_on": _("Switched off, it is shown to nobody."),
            "choices": _("One a line. Empty: shoppers write the answer themselves."),
            "inbox": _("Empty: of every chat."),
            "reason": _("Only who writes for this reason is asked. Empty: everybody."),
            "position": _("The first three that fit are asked."),
        }

    def clean_choices(self) -> str:
        lines = [line.strip() for line in self.cleaned_data["choices"].splitlines() if line.strip()]
        if len(lines) == 1 or len(lines) > MOST_CHOICES:
            raise forms.ValidationError(
                _t("Write two to %(most)s answers, each on a line of its own.") % {"most": MOST_CHOICES}
            )
        return "\n".join(lines)


class MediumForm(TranslatedForm):
    lines_hint = _("The title, the description and the text, each on a line of its own. Empty: as above.")
    upload = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_(
            "A picture; a film as MP4 or WebM, at most 20 MB; a sound as MP3, Ogg or WAV, at most 10 MB."
        ),
    )
    still = forms.FileField(
        label=_("Still picture"),
        required=False,
        help_text=_("What is seen of a film before it plays."),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )
    subtitles = forms.FileField(
        label=_("Captions"),
        required=False,
        help_text=_("What is said in a film, as WebVTT."),
        widget=forms.FileInput(attrs={"accept": ".vtt,text/vtt"}),
    )
    link = forms.URLField(
        label=_("Link"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("A page of yours to read on, opened beside the chat."),
        validators=[URLValidator(schemes=["https", "http"])],
    )
    no_still = forms.BooleanField(
        label=_("Take the still picture off"), required=False, help_text=_("The film is shown without it.")
    )
    no_subtitles = forms.BooleanField(
        label=_("Take the captions off"), required=False, help_text=_("The film is shown without them.")
    )
    field_order = [
        *("kind", "title", "description", "upload", "still", "no_still"),
        *("subtitles", "no_subtitles", "text", "link"),
    ]

    class Meta:
        model = Medium
        fields = ["kind", "title", "description", "text", "link", "inbox", "position", "is_on"]
        help_texts = {
            "kind": _("A film and a sound play only when they are clicked."),
            "title": _("Stands above it."),
            "position": _("The smallest number comes first; five are shown."),
            "is_on": _("Switched off, it is shown to nobody."),
            "description": _("What it shows, or what is heard, for those who do not see or hear it."),
            "text": _("Stands below it."),
            "inbox": _("Empty: of every chat."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, key in (("no_still", self.instance.poster), ("no_subtitles", self.instance.captions)):
            if not key:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Keep the files, and say beside each field what it lacks."""
        given = super().clean() or {}
        kind = given.get("kind", "")
        self.kept = self._kept("upload", lambda file, size: keep_file(kind, file, size))
        self.still_key = self._kept("still", keep_still)
        self.captions_key = self._kept("subtitles", keep_captions)
        has_file = bool(self.kept or (self.instance.file and kind == self.instance.kind))
        if kind != Kind.TEXT and not has_file and "upload" not in self.errors:
            self.add_error("upload", _t("Choose the file."))
        if kind != Kind.TEXT and not given.get("description"):
            self.add_error("description", _t("Write what it shows or says: not everybody sees or hears it."))
        if kind == Kind.TEXT and not given.get("text"):
            self.add_error("text", _t("Write the text."))
        return given

    def _kept(self, name: str, keep: Callable[[BinaryIO, int], Any]) -> Any:
        file = self.cleaned_data.get(name)
        try:
            return keep(file, file.size) if file else None
        except Refused as refusal:
            self.add_error(name, str(refusal))
            return None

    def save(self, commit: bool = True) -> Medium:
        """What belongs to a film that is replaced goes with it, unless it is given anew."""
        medium, given = self.instance, self.cleaned_data
        is_gone = bool(self.kept) or medium.kind == Kind.TEXT
        if self.kept:
            medium.file, medium.content_type = self.kept
        elif medium.kind == Kind.TEXT:
            medium.file, medium.content_type = "", ""
        if is_gone or given.get("no_still"):
            medium.poster = ""
        if is_gone or given.get("no_subtitles"):
            medium.captions = ""
        medium.poster = self.still_key or medium.poster
        medium.captions = self.captions_key or medium.captions
        return super().save(commit)
