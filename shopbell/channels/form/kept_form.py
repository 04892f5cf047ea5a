"""A form that came back waits with us, sealed, while its address is good: what was typed stands in no address."""

import uuid
from datetime import datetime

from django.db import models
from django.utils import timezone

from shopbell.core.sealed import SealedField

from .work import KEPT

LONGEST = 400_000  # characters, more than all fields of a form take; what is longer is no message


class KeptForm(models.Model):
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    said = SealedField(help_text="what was typed and what is wrong with it, packed (`come_back.py`)")
    kept_at = models.DateTimeField(default=timezone.now, db_index=True)


def keep_form(said: str) -> str:
    """Keep `said` for half a day; the key that finds it again, empty when it is too long to be kept."""
    return str(KeptForm.objects.create(said=said).key) if len(said) <= LONGEST else ""


def kept_form(key: str) -> str:
    """What was kept with `key`; empty when it is there no more, or cannot be read."""
    try:
        row = KeptForm.objects.filter(key=uuid.UUID(key)).first()
    except ValueError:
        return ""
    return row.said if row and isinstance(row.said, str) else ""


def sweep_kept_forms(now: datetime) -> int:
    """Forget forms whose address is good no more; returns how many."""
    return KeptForm.objects.filter(kept_at__lte=now - KEPT).delete()[0]
