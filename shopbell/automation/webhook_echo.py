"""What a program does because it was called: it says so by the key of the call, and no rule is woken by its echo."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from shopbell.tickets.because import because_of

from .rule_step import WEBHOOK
from .run import RUN, RuleRun
from .webhook_call import WebhookCall

KEY_CHARACTERS = 36  # behind it a program may add what tells apart the things that it does


@contextmanager
def answering(key: str) -> Iterator[None]:
    """Whatever is recorded inside came of the run that called with `key`, as if its rule had done it. Any other key
    means nothing."""
    run_id = _run_behind(key)
    if run_id is None:
        yield
        return
    with because_of(None, **{RUN: run_id}):
        yield


def _run_behind(key: str) -> int | None:
    try:
        number = uuid.UUID(key[:KEY_CHARACTERS])
    except ValueError:
        return None
    call = WebhookCall.objects.filter(key=number, ticket__isnull=False).first()
    if call is None:
        return None
    runs = RuleRun.objects.filter(ticket=call.ticket_id, done__contains=[{"do": WEBHOOK, "after": call.pk}])
    return runs.values_list("pk", flat=True).first()
