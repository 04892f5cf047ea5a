"""A picture, film or document of the help centre, served from its own address for every reader of it."""

import uuid
from urllib.parse import quote

from django.conf import settings
from django.db import models
from django.urls import reverse

from shopbell.core.blob_key import BlobKey

ENDS_LINKS = str.maketrans({sign: quote(sign) for sign in "'()"})


class HelpFile(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    type = models.CharField(max_length=100)
    size_bytes = models.PositiveBigIntegerField()
    blob = BlobKey()
    width = models.PositiveIntegerField(
        null=True, help_text="of a picture in pixels; 0 where it is none after all"
    )
    height = models.PositiveIntegerField(null=True)
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    kept_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """No sign in it ends a link, in HTML or in Markdown, though a name has apostrophes or brackets."""
        return reverse("help-file", args=[self.pk, self.name]).translate(ENDS_LINKS)
