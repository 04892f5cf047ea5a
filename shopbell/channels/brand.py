"""The shop as shoppers see it: its name, logo and colour, where it is and how to call it. One row."""

import re
from typing import Any, BinaryIO

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from PIL import Image

from shopbell.accounts.photo import keep_picture
from shopbell.core.blob_key import BlobKey
from shopbell.tickets.ticket import Ticket

BRASS = "#8a5a0b"
LOGO_PIXELS = (640, 200)
MAIL_LOGO_PIXELS = (400, 120)  # twice what it is shown at, for screens that are that fine


class Brand(models.Model):
    name = models.CharField(_("name of the shop"), max_length=120, blank=True)
    logo = BlobKey(_("logo"), blank=True)
    colour = models.CharField(_("colour"), max_length=7, default=BRASS)
    phone = models.CharField(_("main phone"), max_length=40, blank=True, default="", db_default="")
    address = models.TextField(_("postal address"), max_length=400, blank=True, default="", db_default="")

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> "Brand":
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    @property
    def dialled(self) -> str:
        """The phone number as a `tel:` address has it (RFC 3966), without what only helps to read it."""
        return re.sub(r"[^\d+]", "", self.phone)

    @property
    def logo_url(self) -> str:
        return reverse("logo", args=[self.logo]) if self.logo else ""


def keep_logo(file: BinaryIO, size_bytes: int) -> str:
    """Keep the picture in `file`, no larger than a head of a page needs; returns its blob key. Raises Refused."""
    return keep_picture(file, size_bytes, _small)


def keep_mail_logo(file: BinaryIO, size_bytes: int) -> str:
    """The same for below a mail, smaller, and as PNG: not every mail program knows WebP. Raises Refused."""
    return keep_picture(file, size_bytes, lambda whole: _small(whole, MAIL_LOGO_PIXELS), kind="PNG")


def shop_words(_ticket: Ticket) -> dict[str, Any]:
    """What macros and signatures may name of the shop."""
    return {"name": Brand.current().name}


def _small(whole: Image.Image, pixels: tuple[int, int] = LOGO_PIXELS) -> Image.Image:
    logo = whole.convert("RGBA")
    logo.thumbnail(pixels)
    return logo
