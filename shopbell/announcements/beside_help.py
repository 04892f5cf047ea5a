"""News at the foot of the help centre, as long as there is any."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.helpcenter.neighbour import Link

from .announcement import Announcement


def news_at_foot(language: str) -> list[Link]:
    if not Announcement.objects.shown(timezone.now()).exists():
        return []
    return [Link(_("News"), reverse("status-news", args=[language]), language)]
