"""Something to look at or to listen to while waiting, chosen by the shop: a picture, a short film, a sound or a text.

What is uploaded is told by its bytes, whatever it is called: pictures are drawn anew, films and sounds are of the few
kinds that every browser plays. Nothing plays by itself.
"""

from typing import BinaryIO

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from PIL import Image

from shopbell.accounts.photo import TYPE, keep_picture
from shopbell.channels.inbox import Inbox
from shopbell.core import blob
from shopbell.core.blob_key import BlobKey
from shopbell.core.captions import CAPTIONS, captions_in
from shopbell.core.errors import Refused
from shopbell.core.file_type import BEGIN, type_of
from shopbell.core.virus_check import have_checked

from .translated import lines_in

MEGABYTE = 1024 * 1024
PIXELS = (1200, 900)
MOST = 5  # that one shopper is shown


class Kind(models.TextChoices):
    PICTURE = "picture", _("Picture")
    FILM = "film", _("Film")
    SOUND = "sound", _("Sound")
    TEXT = "text", _("Text")


TYPES = {
    Kind.FILM: ({"video/mp4", "video/webm"}, 20 * MEGABYTE),
    Kind.SOUND: ({"audio/mpeg", "audio/ogg", "audio/wav"}, 10 * MEGABYTE),
}


class Medium(models.Model):
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.PICTURE)
    title = models.CharField(_("title"), max_length=120)
    description = models.CharField(_("description"), max_length=500, blank=True)
    text = models.TextField(_("text"), max_length=2000, blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    file = BlobKey(_("file"), blank=True, default="", editable=False)
    content_type = models.CharField(max_length=40, blank=True, default="", editable=False)
    poster = BlobKey(_("still picture"), blank=True, default="", editable=False)
    captions = BlobKey(_("captions"), blank=True, default="", editable=False)
    translations = models.JSONField(
        _("translations"),
        default=dict,
        blank=True,
        help_text="language → title, description and text, one a line",
    )
    inbox = models.ForeignKey(
        Inbox, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("inbox")
    )
    position = models.PositiveIntegerField(_("place"), default=0)
    is_on = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("something for who waits")
        verbose_name_plural = _("things for who waits")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title

    def type_of(self, key: str) -> str:
        """How the file `key` of this is handed out; empty when it is none of its."""
        types = {self.poster: TYPE, self.captions: CAPTIONS, self.file: self.content_type}
        return types.get(key, "") if key else ""

    def address_of(self, key: str) -> str:
        return reverse("waiting-file", args=[self.pk, key]) if key else ""

    def told(self) -> dict[str, str]:
        """What the widget draws, in the language that is active."""
        title, description, text = lines_in(self.translations, [self.title, self.description, self.text])
        files = {"src": self.file, "poster": self.poster, "captions": self.captions}
        told = {
            "kind": self.kind,
            "title": title,
            "description": description,
            "text": text,
            "link": self.link,
        }
        return told | {name: self.address_of(key) for name, key in files.items()}


def media_for(inbox: Inbox) -> list[dict[str, str]]:
    shown = Medium.objects.filter(Q(inbox=None) | Q(inbox=inbox), is_on=True)
    return [each.told() for each in shown[:MOST]]


def keep_file(kind: str, file: BinaryIO, size_bytes: int) -> tuple[str, str]:
    """Keep what was uploaded; returns its blob key and its type. Raises Refused when it is nothing of this `kind`."""
    if kind == Kind.PICTURE:
        return keep_still(file, size_bytes), TYPE
    if kind not in TYPES:
        raise Refused(_t("A text has no file. Choose picture, film or sound for it."))
    types, most = TYPES[Kind(kind)]
    if size_bytes > most:
        raise Refused(
            _t("This file is larger than %(limit)s MB. Shoppers wait for it: choose a smaller one.")
            % {"limit": most // MEGABYTE}
        )
    begin = file.read(BEGIN)
    found = next((each for each in sorted(types) if type_of(begin, each) == each), "")
    if not found:
        raise Refused(
            _t("This file is no film that browsers play. Choose MP4 or WebM.")
            if kind == Kind.FILM
            else _t("This file is no sound that browsers play. Choose MP3, Ogg or WAV.")
        )
    file.seek(0)
    key, _size = blob.put_chunks(iter(lambda: file.read(blob.CHUNK), b""))
    have_checked([key])
    return key, found


def keep_still(file: BinaryIO, size_bytes: int) -> str:
    """Keep a picture, no larger than the widget shows it on a fine screen. Raises Refused."""
    return keep_picture(file, size_bytes, _small)


def keep_captions(file: BinaryIO, size_bytes: int) -> str:
    """Keep captions as WebVTT. Raises Refused for anything else."""
    return blob.put(captions_in(file, size_bytes))


def _small(whole: Image.Image) -> Image.Image:
    picture = whole.convert("RGBA" if whole.mode in ("RGBA", "LA", "P") else "RGB")
    picture.thumbnail(PIXELS)
    return picture
