"""News of the shop as documents, from their moment on; they count less than articles, since they grow old."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.announcements.address import address_of
from shopbell.announcements.announcement import Announcement, AnnouncementText
from shopbell.helpcenter.body import text_in_a_line

from .document import Document, DueDocument
from .sources import Reader, Shown, Written

KIND = "news"


def written(ids: list[int]) -> Iterable[Written]:
    published = Announcement.objects.shown(timezone.now()).filter(pk__in=ids)
    for text in AnnouncementText.objects.filter(announcement__in=published):
        fields = [(text.title, "B"), (text.summary, "C"), (text_in_a_line(text.body), "D")]
        yield Written(text.announcement_id, text.language, text.title, fields)


def shown(ids: list[int], reader: Reader) -> dict[int, Shown]:
    rows = Announcement.objects.shown(timezone.now()).filter(pk__in=ids).prefetch_related("texts")
    found = {}
    for each in rows:
        if text := each.text_in(list(reader.languages)):
            words = f"{text.summary} {text_in_a_line(text.body)}".strip()
            address = address_of(each, text, reader.languages[0])
            found[each.pk] = Shown(text.title, address, text.language, words, _("News"), text.summary)
    return found


def all_ids() -> Iterable[int]:
    return Announcement.objects.shown(timezone.now()).values_list("pk", flat=True)


def note_published() -> int:
    """Note as due those whose moment has come since: no words change then. Returns how many."""
    known = Document.objects.filter(kind=KIND, object_id=OuterRef("pk"))
    fresh = Announcement.objects.shown(timezone.now()).filter(~Exists(known))
    due = [DueDocument(kind=KIND, object_id=pk) for pk in fresh.values_list("pk", flat=True)]
    return len(DueDocument.objects.bulk_create(due))
