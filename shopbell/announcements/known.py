"""What runs now, for those who have not asked yet: the line above forms, in the widget and on the centre's pages."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.channels.known_trouble import Trouble
from shopbell.core.own_clock import TimedSentence
from shopbell.helpcenter.centre import HelpCentre

from .incident import Incident, said_in
from .uptime import GRAVEST
from .when import moment_words

MOST = 2  # lines that are read; the page has them all


def known_troubles(language: str, zone: str) -> list[Trouble]:
    """The gravest that run now, in the centre's language that is nearest to `language`."""
    now = timezone.now()
    running = sorted(Incident.objects.running(now), key=lambda each: GRAVEST.index(each.kind))
    if not running:
        return []
    centre = HelpCentre.current()
    nearest = centre.nearest(language)
    return [
        Trouble(
            _("We know about it: %(title)s") % {"title": said_in(each.titles, centre.chain(nearest))},
            next_words(each, zone),
            settings.SITE_URL + reverse("status-incident", args=[nearest, each.pk]),
        )
        for each in running[:MOST]
    ]


def next_words(incident: Incident, zone: str = "") -> str:
    """By when there is news; empty when nothing was said, or the moment has passed."""
    at, now = incident.next_news_at, timezone.now()
    if at is None or at <= now:
        return ""
    return TimedSentence(_("Next news by %(moment)s."), at, moment_words(at, zone, now))
