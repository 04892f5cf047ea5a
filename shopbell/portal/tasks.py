"""Background work of the portal: each task is one call."""

from django.utils import timezone
from procrastinate.contrib.django import app

from shopbell.core.patience import Patience

from .data_export import PREPARE, prepare_export, sweep_exports
from .session import sweep_sessions
from .shop_sign_in import sweep_tokens
from .sign_in_link import SEND, send_link, sweep_links


@app.task(name=SEND, retry=Patience())
def send_sign_in_link(link_id: int) -> None:
    send_link(link_id)


@app.task(name=PREPARE, retry=Patience())
def prepare(export_id: int) -> None:
    prepare_export(export_id)


@app.task(name="portal.sweep")
def sweep(timestamp: int) -> int:
    now = timezone.now()
    return sweep_links(now) + sweep_sessions(now) + sweep_exports(now) + sweep_tokens(now)
