"""Where an announcement is read."""

from django.urls import reverse

from .announcement import Announcement, AnnouncementText


def address_of(announcement: Announcement, text: AnnouncementText, language: str) -> str:
    """Where a reader of `language` reads it."""
    return reverse("status-announcement", args=[language, announcement.pk, text.slug])
