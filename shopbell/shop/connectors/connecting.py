"""Connecting the desk to a shop system, and ending it. The shop is asked who it is first: keys that do not fit are not
kept. Its rows stay when the connection ends, and are found again when the same one is connected again.
"""

from math import ceil

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from shopbell.core.errors import Refused
from shopbell.core.settings_history import note_change

from .connection import Connection, ConnectionState, free_source, note_trouble
from .errors import ShopRefuses, ShopTrouble, Throttled
from .place import is_another_shop, is_elsewhere, refuse_another_shop, refuse_kept_secrets
from .pull import PullState, stop_pull
from .registry import KINDS, connector_of

PAGE = "settings-connections"
OPEN_HOOKS = "shop.open_hooks"


def connect_shop(connection: Connection, told: dict[str, str], secrets: dict[str, str], *, by) -> Connection:
    """Connect with what was written down, or change it: a secret that is left empty stays as it was, for the same
    place only.

    Raises Refused with what the shop system says when it does not let the desk in, or when it is another shop than the
    one whose rows are here; then nothing was changed."""
    old = Connection.objects.filter(pk=connection.pk).first()
    trial = _trial(old or connection, told, secrets)
    try:
        shop = connector_of(trial).check()
    except ShopTrouble as trouble:
        raise Refused(trouble.words) from None
    with transaction.atomic():
        row = _held(old) if old else connection
        if old and is_another_shop(row, told):
            refuse_another_shop(row, told)
            row.pulls.all().delete()  # how far they came is a place in the other one
            row.synced_at = None
        with note_change(PAGE, row, by=by):
            row.secrets = _beside(row, trial)
            row.told = told
            row.name, row.currency, row.note = shop.name[:120], shop.currency, shop.note
            row.state, row.error, row.failed_at = ConnectionState.OPEN, "", None
            row.source = row.source or free_source(row.kind)
            row.save()
        enqueue_hooks(row)
    return row


def _trial(connection: Connection, told: dict[str, str], secrets: dict[str, str]) -> Connection:
    """The connection as it would be, which is no row: what it borrows to ask the shop is kept with the rest, or not."""
    trial = Connection(kind=connection.kind, source=connection.source, told=told, secrets=connection.secrets)
    if connection.pk and is_elsewhere(connection, told):
        refuse_another_shop(connection, told)
        refuse_kept_secrets(connection, secrets)
        trial.secrets = ""
    trial.forget_borrowed()  # or the old token would let in a new key that does not fit
    trial.keep_secrets(secrets)
    return trial


def _held(old: Connection) -> Connection:
    """The row as it is after the shop has answered, which may have taken a while."""
    row = Connection.objects.select_for_update().get(pk=old.pk)
    if row.told != old.told or row.state != old.state:
        raise Refused(_("Somebody else changed this connection meanwhile. Look at it and try again."))
    return row


def _beside(row: Connection, trial: Connection) -> str:
    """The secrets of `trial`, with the one of its webhooks that the desk may have made meanwhile for the same place."""
    if not is_elsewhere(row, trial.told):
        trial.keep_secrets({"hook": row.opened().get("hook", "")})
    return trial.secrets


def end_connection(connection: Connection, *, by) -> None:
    """Fetch nothing more and do nothing more there; the secrets are forgotten, the rows stay. Twice changes nothing."""
    with transaction.atomic():
        connection = Connection.objects.select_for_update().get(pk=connection.pk)
        for pull in connection.pulls.filter(state=PullState.RUNNING):
            stop_pull(pull)
        with note_change(PAGE, connection, by=by):
            connection.state, connection.secrets = ConnectionState.ENDED, ""
            connection.save()


def try_connection(connection: Connection) -> str:
    """Ask the shop who it is now. Raises Refused with what is wrong, which its page keeps showing."""
    try:
        shop = connector_of(connection).check()
    except ShopTrouble as trouble:
        note_trouble(connection, trouble.words)
        raise Refused(trouble.words) from None
    note_trouble(connection, "")
    Connection.objects.filter(pk=connection.pk).update(name=shop.name[:120], note=shop.note)
    return shop.name


def hook_address(connection: Connection) -> str:
    return settings.SITE_URL + reverse("shop-hook", args=[connection.source])


def enqueue_hooks(connection: Connection, *, in_seconds: float = 0) -> None:
    soon = {"seconds": ceil(in_seconds)} if in_seconds else None
    jobs.configure_task(OPEN_HOOKS, queue="shop", schedule_in=soon).defer(connection_id=connection.pk)


def open_hooks(connection_id: int) -> None:
    """Have the shop call the desk on every change; without it the desk still asks every quarter of an hour."""
    connection = Connection.objects.open().filter(pk=connection_id).first()
    if connection is None:
        return
    try:
        secret = connector_of(connection).open_hooks(hook_address(connection))
    except Throttled as throttled:
        enqueue_hooks(connection, in_seconds=throttled.seconds)
        return
    except (ShopTrouble, ShopRefuses) as trouble:
        note_trouble(
            connection, _("It could not be told to call the desk: %(words)s") % {"words": trouble.words}
        )
        return
    connection.keep_secrets_now({"hook": secret})
    Connection.objects.filter(pk=connection.pk).update(hooks_at=timezone.now())


def label_of(connection: Connection) -> str:
    """What kind of shop system it is, as people call it."""
    kind = KINDS.get(connection.kind)
    return str(kind.label) if kind else connection.kind
