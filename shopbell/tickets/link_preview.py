"""Previews of links in messages: title, a sentence and a small picture of the page, fetched by the desk in a job.

An agent's browser never asks the page, so nobody learns who read a message, when and where. But the desk itself asks,
from its own address, once for each link. That alone tells whoever made the link that somebody received it, and a link
can be made for one customer only. So it is off, and SHOPBELL_LINK_PREVIEWS says whose links are looked at:

- `agents`: what agents wrote in notes and answers;
- `known`: also what customers wrote who have proved an address;
- `all`: also what anybody wrote, whoever they are.

Links that do something when they are opened (sign in, confirm, unsubscribe) are never asked for.
"""

import hashlib
import io
import re
import warnings
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from PIL import Image, ImageOps
from procrastinate.contrib.django import app as jobs

from shopbell.core import blob
from shopbell.core.address_in_text import addresses_in
from shopbell.core.blob_key import BlobKey
from shopbell.core.bus import publish
from shopbell.core.http.guarded import Answer, CannotReach, NotAllowed, ask
from shopbell.core.picture import BROKEN

from .event import Event, Verb
from .link_page import PageWords, read_page
from .message import Message

FETCH = "tickets.fetch_preview"
VERBS = {Verb.RECEIVED, Verb.REPLIED, Verb.NOTED, Verb.UNMARKED_SPAM}
LATER = 20  # messages of a ticket that is no spam after all
MOST = 3  # previews below one message
WEB = frozenset({"http", "https"})
PAGE_BYTES, PICTURE_BYTES, PICTURE_PIXELS = 256 * 1024, 3_000_000, 25_000_000
WIDTH, HEIGHT = 480, 320
HOPS = 4
TRIES, PAUSE = 3, timedelta(minutes=2)
DOES_SOMETHING = re.compile(
    r"unsubscri|subscri|confirm|verif|activat|token|reset|passw|log-?in|sign-?in|\bo?auth\d?\b|session|secret|invite|opt-?out"
    r"|abmeld|bestaetig|passwort",
    re.IGNORECASE,
)


class State(models.TextChoices):
    WAITING = "waiting"
    SHOWN = "shown"
    NOTHING = "nothing"  # the page says nothing of itself, or cannot be reached


class LinkPreview(models.Model):
    address = models.TextField()
    fingerprint = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the address")
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=200, blank=True)
    description = models.CharField(max_length=300, blank=True)
    site = models.CharField(max_length=80, blank=True)
    picture = BlobKey(blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    @property
    def host(self) -> str:
        """Where the link leads, in clear."""
        return (urlsplit(self.address).hostname or "").removeprefix("www.")


class MessageLink(models.Model):
    """That a message holds this link."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="links")
    preview = models.ForeignKey(LinkPreview, models.CASCADE, related_name="messages")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "preview"], name="link_once_in_a_message")]


def react(event: Event) -> None:
    """A message was written: have its links looked at, if the setting allows it; those of spam never."""
    if settings.LINK_PREVIEWS == "off":
        return
    if event.verb == Verb.UNMARKED_SPAM:
        messages = list(event.ticket.messages.select_related("customer").order_by("pk")[:LATER])
    else:
        messages = [event.message] if event.message and not event.ticket.is_spam else []
    for message in messages:
        if may_preview(message):
            preview_links(message)


@transaction.atomic
def preview_links(message: Message) -> None:
    """Have the first links of `message` looked at in jobs; again it changes nothing."""
    for address in links_of(message):
        fingerprint = hashlib.sha256(address.encode()).hexdigest()
        preview, is_new = LinkPreview.objects.get_or_create(
            fingerprint=fingerprint, defaults={"address": address}
        )
        MessageLink.objects.get_or_create(message=message, preview=preview)
        if is_new:
            jobs.configure_task(FETCH, priority=-5).defer(preview_id=preview.pk)


def may_preview(message: Message) -> bool:
    """Whether the setting lets the links of who wrote `message` be fetched."""
    whose = settings.LINK_PREVIEWS
    if whose == "off" or (message.rule and not message.agent_id):
        return False
    if message.agent_id or whose == "all":
        return True
    return whose == "known" and message.customer is not None and message.customer.identities.filter(
        verified_at__isnull=False
    ).exclude(kind="visitor").exists()  # fmt: skip


def links_of(message: Message) -> list[str]:
    """The links of its text that may be asked for, each once, the first few."""
    found = dict.fromkeys(each.href for each in addresses_in(message.text[:20_000]) if is_askable(each.href))
    return list(found)[:MOST]


def is_askable(address: str) -> bool:
    """Whether `address` is one of the web, not ours, and not one that does something when it is opened."""
    try:
        parts = urlsplit(address)
        own = urlsplit(settings.SITE_URL).netloc
    except ValueError:
        return False
    is_web = parts.scheme in WEB and bool(parts.hostname) and len(address) <= 1_000
    return is_web and parts.netloc != own and not DOES_SOMETHING.search(f"{parts.path}?{parts.query}")


def fetch_preview(preview_id: int) -> None:
    """Fetch what the page says of itself and show it; a page that cannot be reached is asked twice more, later."""
    preview = LinkPreview.objects.filter(pk=preview_id, state=State.WAITING).first()
    if preview is None:
        return
    try:
        words, picture = _look(preview.address)
    except NotAllowed:
        _settle(preview, PageWords(), "")
    except CannotReach:
        _again(preview)
    else:
        _settle(preview, words, picture)


def sweep_previews(now: datetime) -> int:
    """Forget previews that no message holds any more; returns how many."""
    old = LinkPreview.objects.filter(messages=None, created_at__lt=now - timedelta(days=1))
    return old.delete()[0]


def _look(address: str) -> tuple[PageWords, str]:
    answer = ask("GET", address, schemes=WEB, most_bytes=PAGE_BYTES, most_redirects=HOPS)
    if answer.status >= 500 or answer.status == 429:
        raise CannotReach(f"status {answer.status}")
    kind = answer.headers.get("content-type", "")
    if answer.status != 200 or kind.partition(";")[0].strip().lower() not in {
        "text/html",
        "application/xhtml+xml",
    }:
        return PageWords(), ""
    words = read_page(answer.body, kind, answer.address)
    return words, _kept_picture(words.picture) if words.title else ""


def _kept_picture(address: str) -> str:
    """The key of the picture, made small and encoded by ourselves; empty when there is none that can be shown."""
    if not address:
        return ""
    try:
        answer = ask("GET", address, schemes=WEB, most_bytes=PICTURE_BYTES, most_redirects=HOPS)
    except CannotReach:
        return ""
    return _small(answer) if answer.status == 200 and len(answer.body) < PICTURE_BYTES else ""


def _small(answer: Answer) -> str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(answer.body), formats=("JPEG", "PNG", "WEBP", "GIF"))
            if picture.width * picture.height > PICTURE_PIXELS or min(picture.size) < 32:
                return ""
            small = ImageOps.exif_transpose(picture).convert("RGB")
            small.thumbnail((WIDTH, HEIGHT))
            out = io.BytesIO()
            small.save(out, "WEBP", quality=80)
    except BROKEN:
        return ""
    return blob.put(out.getvalue())


@transaction.atomic
def _settle(preview: LinkPreview, words: PageWords, picture: str) -> None:
    preview.state = State.SHOWN if words.title else State.NOTHING
    preview.title, preview.description, preview.site = words.title, words.description, words.site
    preview.picture = picture
    preview.save()
    if words.title:
        tickets = preview.messages.order_by().values_list("message__ticket_id", flat=True).distinct()
        publish(*(f"ticket-{number}" for number in tickets))


@transaction.atomic
def _again(preview: LinkPreview) -> None:
    preview.tries += 1
    if preview.tries >= TRIES:
        preview.state = State.NOTHING
    else:
        seconds = int(PAUSE.total_seconds()) * preview.tries
        jobs.configure_task(FETCH, priority=-5, schedule_in={"seconds": seconds}).defer(preview_id=preview.pk)
    preview.save()
