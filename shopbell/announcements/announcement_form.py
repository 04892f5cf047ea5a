"""The form of an announcement: title, line and text in each language of the centre, a moment, a picture."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.agent import Agent
from shopbell.helpcenter.article_text import MOST_BODY, MOST_SUMMARY, MOST_TITLE
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.editor_place import editor_attributes
from shopbell.helpcenter.help_file import HelpFile
from shopbell.helpcenter.keeping_files import keep_help_file

from .announcement import Announcement, write_announcement
from .forms import moment_field

PARTS = ("title", "summary", "body")


class AnnouncementForm(forms.Form):
    publish_at = moment_field(
        _("Publish at"), _("Empty: it stays a draft. A later moment publishes it by itself.")
    )
    cover = forms.FileField(label=_("Picture"), required=False, help_text=_("Stands above the text."))
    removes_cover = forms.BooleanField(label=_("Take the picture away"), required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)

    def __init__(self, *args, by: Agent, announcement: Announcement | None = None, **kwargs):
        self.announcement, self.by = announcement, by
        if announcement:
            kwargs["initial"] = {"publish_at": announcement.publish_at, "seen": announcement.revision}
        super().__init__(*args, **kwargs)
        if not (announcement and announcement.cover_id):
            del self.fields["removes_cover"]
        self.fields = {**self._words(), **self.fields}

    def _words(self) -> dict[str, forms.Field]:
        texts = {each.language: each for each in self.announcement.texts.all()} if self.announcement else {}
        fields: dict[str, forms.Field] = {}
        for number, (code, own) in enumerate(HelpCentre.current().spoken()):
            at, attrs = texts.get(code), {"dir": "auto", "lang": code}
            fields[f"title_{code}"] = forms.CharField(
                label=_("Title (%(language)s)") % {"language": own}, max_length=MOST_TITLE,
                required=number == 0, initial=at.title if at else "", widget=forms.TextInput(attrs=attrs),
            )  # fmt: skip
            fields[f"summary_{code}"] = forms.CharField(
                label=_("In short (%(language)s)") % {"language": own}, max_length=MOST_SUMMARY,
                required=False, initial=at.summary if at else "", widget=forms.TextInput(attrs=attrs),
            )  # fmt: skip
            fields[f"body_{code}"] = forms.CharField(
                label=_("Text (%(language)s)") % {"language": own}, max_length=MOST_BODY, required=number == 0,
                initial=at.body if at else "",
                widget=forms.Textarea(attrs=attrs | self._editor(code)),
            )  # fmt: skip
        return fields

    def _editor(self, code: str) -> dict[str, str]:
        return {"rows": "10", "data-news-body": ""} | editor_attributes(code, self.by)

    def clean_cover(self) -> Any:
        file = self.cleaned_data["cover"]
        if file and not (file.content_type or "").startswith("image/"):
            raise ValidationError(_("Choose a picture."))
        return file

    def write(self, *, by: Agent, is_now: bool) -> Announcement:
        """Keep what was sent; published this moment if asked for. Raises Refused."""
        said = self.cleaned_data
        words = {
            code: {part: said[f"{part}_{code}"] for part in PARTS} for code in HelpCentre.current().languages
        }
        publish_at = timezone.now() if is_now else said["publish_at"]
        return write_announcement(
            self.announcement,
            words,
            by=by,
            publish_at=publish_at,
            cover=self._cover(by),
            seen=said["seen"],
            client_id=said["client_id"],
        )

    def _cover(self, by: Agent) -> HelpFile | None:
        file = self.cleaned_data.get("cover")
        if file:
            return keep_help_file(file, file.name, file.size, by=by)
        if self.announcement is None or self.cleaned_data.get("removes_cover"):
            return None
        return self.announcement.cover
