"""Mailboxes: one thread each, woken by IDLE, that fetches what lies above its cursor (see `fetch.py`).

Of several processes the one that holds the mailbox's lock in PostgreSQL fetches; the others wait for it to die.
"""

import contextlib
import logging
import random
import ssl
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime

from django.db import close_old_connections, connection, connections
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from shopbell.core.errors import Refused

from .connection import connect, words_of
from .fetch import fetch
from .folder import Folder
from .further_folder import FurtherFolder
from .further_round import Turn, fetch_further
from .listing import is_passing
from .mailbox import Mailbox
from .reconcile import count, is_due
from .sent_folder import fetch_sent

IDLE_SECONDS = 9 * 60  # servers hang up after 30 minutes of IDLE (RFC 2177), routers far earlier
LOOK_SECONDS = 60  # between looks at a server without IDLE, and at folders that IDLE tells nothing of
LISTEN_SECONDS = 1.0  # how soon a stop is noticed
PAUSES_SECONDS = [2, 5, 15, 60, 180, 300]
WATCH_SECONDS = 5.0  # between looks at which mailboxes there are
log = logging.getLogger(__name__)


class Fetchers(threading.Thread):
    """Keeps one thread per active mailbox, following what the settings page changes."""

    def __init__(self) -> None:
        super().__init__(name="mailboxes", daemon=True)
        self.halt = threading.Event()
        self.threads: dict[tuple, Fetcher] = {}

    def start(self) -> "Fetchers":  # type: ignore[override]
        super().start()
        return self

    def run(self) -> None:
        while not self.halt.is_set():
            try:
                close_old_connections()
                self._follow_settings()
            except Exception:
                log.exception("The mailboxes could not be looked up")
            self.halt.wait(WATCH_SECONDS)
        connections.close_all()

    def _follow_settings(self) -> None:
        rows = Mailbox.objects.filter(is_active=True, inbox__is_active=True).select_related("grant", "sent")
        rows = rows.prefetch_related("further")
        wanted = {_settings_of(row): row.pk for row in rows}
        for key in [key for key in self.threads if key not in wanted]:
            self.threads.pop(key).stop()
        for key, pk in wanted.items():
            if key not in self.threads:
                self.threads[key] = Fetcher(pk)
                self.threads[key].start()

    def stop(self) -> None:
        self.halt.set()
        self.join()
        for thread in self.threads.values():
            thread.halt.set()
        for thread in self.threads.values():
            thread.stop()


class Fetcher(threading.Thread):
    """Fetches one mailbox until it is stopped; every fault is shown on the mailbox and followed by another try."""

    def __init__(self, mailbox_id: int):
        super().__init__(name=f"mailbox-{mailbox_id}", daemon=True)
        self.mailbox_id = mailbox_id
        self.halt = threading.Event()
        self.failures = 0
        self.hang_ups: defaultdict[str, Counter[int]] = defaultdict(Counter)  # of each folder, by its place
        self.tried_at: dict[str, datetime] = {}  # the counting of each

    def stop(self) -> None:
        self.halt.set()
        self.join(15)

    def run(self) -> None:
        while not self.halt.is_set():
            try:
                with _alone(self.mailbox_id) as is_mine:
                    if is_mine:
                        self._watch()
                self.halt.wait(WATCH_SECONDS)
            except Mailbox.DoesNotExist:
                break
            except Refused as refusal:
                self._fail(str(refusal))
            except (OSError, IMAPClientError, ssl.SSLError) as error:
                self._fail(f"{type(error).__name__}: {words_of(error)}")
            except Exception as error:
                log.exception("Mailbox %s", self.mailbox_id)
                self._fail(f"{type(error).__name__}: {error}")
        connections.close_all()

    def _fail(self, text: str) -> None:
        pause = PAUSES_SECONDS[min(self.failures, len(PAUSES_SECONDS) - 1)] * random.uniform(0.8, 1.2)
        self.failures += 1
        with contextlib.suppress(Exception):  # the database may be what failed
            connection.close()
            since = Coalesce("failing_since", Value(timezone.now()))
            Mailbox.objects.filter(pk=self.mailbox_id).update(error=text[:2000], failing_since=since)
        self.halt.wait(pause)

    def _watch(self) -> None:
        mailbox = Mailbox.objects.select_related("sent").get(pk=self.mailbox_id)
        sent = getattr(mailbox, "sent", None)
        further = list(mailbox.further.order_by("pk"))
        client = connect(mailbox)
        try:
            while not self.halt.is_set():
                fetch(mailbox, client, self.halt, self.hang_ups[mailbox.place])
                self._count_when_due(mailbox, client)
                is_behind = self._look_around(further, client)
                # the Sent folder behind what came in, which it may answer
                if sent and fetch_sent(sent, client, self.halt, self.hang_ups[sent.place]):
                    self._count_when_due(sent, client)
                # IDLE listens to the folder that is open, and hears nothing of what other commands were told
                while (
                    fetch(mailbox, client, self.halt, self.hang_ups[mailbox.place]) and not self.halt.is_set()
                ):
                    pass
                self.failures = 0
                self.hang_ups.clear()
                if not is_behind:
                    _wait_for_mail(client, self.halt, LOOK_SECONDS if sent or further else IDLE_SECONDS)
        finally:
            with contextlib.suppress(Exception):
                client.logout()

    def _look_around(self, further: list[FurtherFolder], client: IMAPClient) -> bool:
        """Take in what is new in the further folders; returns whether any of them has more than a turn allowed."""
        is_behind = False
        for folder in further:
            turn = Turn(self.halt, folders=len(further))
            if fetch_further(folder, client, turn, self.hang_ups[folder.place]) and not turn.is_cut:
                self._count_when_due(folder, client)
            is_behind = is_behind or turn.is_cut
            if self.halt.is_set():
                break
        return is_behind

    def _count_when_due(self, folder: Folder, client: IMAPClient) -> None:
        """A server that refuses to be counted, or hangs up at it, is fetched from all the same.

        When the last try was, the thread knows alone: the page tells of counts that came to their end.
        """
        now = timezone.now()
        if not is_due(folder.counted_at, now) or not is_due(self.tried_at.get(folder.place), now):
            return
        self.tried_at[folder.place] = now
        try:
            count(folder, client)
        except IMAPClientError as error:
            if is_passing(error):
                raise
            log.warning("%s could not be counted: %s", folder.place, error)


def _settings_of(mailbox: Mailbox) -> tuple:
    """What a thread goes by: where any of it is another, a new one begins, at once."""
    sent, grant = getattr(mailbox, "sent", None), getattr(mailbox, "grant", None)
    account = (mailbox.host, mailbox.port, mailbox.encryption, mailbox.user, mailbox.secret, mailbox.folder)
    more = (
        sent.pk if sent else 0,
        sent.folder if sent and sent.is_chosen else "",
        grant and grant.signed_in_at,
        tuple(sorted((each.pk, each.folder) for each in mailbox.further.all())),
    )
    return (mailbox.pk, *account, *more)


def _wait_for_mail(client: IMAPClient, halt: threading.Event, idle_seconds: int) -> None:
    """Until the server says that something changed, or it is time to look anyway."""
    if not client.has_capability("IDLE"):
        for _ in range(int(LOOK_SECONDS / LISTEN_SECONDS)):
            if halt.wait(LISTEN_SECONDS):
                return
        return
    client.idle()
    try:
        for _ in range(int(idle_seconds / LISTEN_SECONDS)):
            if halt.is_set() or any(_is_news(each) for each in client.idle_check(LISTEN_SECONDS)):
                break
    finally:
        client.idle_done()


def _is_news(response: tuple) -> bool:
    if response[0] == b"BYE":
        raise ConnectionResetError("the server said goodbye")
    return len(response) > 1 and response[1] in (b"EXISTS", b"RECENT")


@contextlib.contextmanager
def _alone(mailbox_id: int) -> Iterator[bool]:
    """Whether this thread got the mailbox's lock; kept by its own database connection, freed by a crash."""
    close_old_connections()
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(hashtextextended(%s, 2))", [f"mailbox {mailbox_id}"])
        is_mine = bool(cursor.fetchone()[0])
    try:
        yield is_mine
    finally:
        if is_mine:
            with contextlib.suppress(Exception), connection.cursor() as cursor:
                cursor.execute(
                    "select pg_advisory_unlock(hashtextextended(%s, 2))", [f"mailbox {mailbox_id}"]
                )
