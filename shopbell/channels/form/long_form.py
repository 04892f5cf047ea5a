"""A form that came back and is too long for an address: it waits with us, sealed, while its address is good."""

import uuid
from datetime import datetime

from django.db import models
from django.utils import timezone

from shopbell.core.sealed import SealedField

from .work import KEPT

LONGEST = 400_000  # characters, more than all fields of a form take; what is longer is no message


class LongForm(models.Model):
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    said = SealedField(
        help_text="what was typed and what is wrong with it, as the address of a short one says it"
    )
    kept_at = models.DateTimeField(default=timezone.now, db_index=True)


def keep_long(said: str) -> str:
    """Keep `said` for half a day; the key that finds it again, empty when it is too long to be kept."""
    return str(LongForm.objects.create(said=said).key) if len(said) <= LONGEST else ""


def kept_long(key: str) -> str:
    """What was kept with `key`; empty when it is there no more, or cannot be read."""
    row = LongForm.objects.filter(key=key).first()
    return row.said if row and isinstance(row.said, str) else ""


def sweep_long_forms(now: datetime) -> int:
    """Forget forms whose address is good no more; returns how many."""
    return LongForm.objects.filter(kept_at__lte=now - KEPT).delete()[0]
