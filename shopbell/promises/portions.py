"""Work on many tickets, some of them in one transaction, so that one that fails keeps no other from its turn."""

import logging
from collections.abc import Callable, Sequence

from django.db import OperationalError

log = logging.getLogger(__name__)
TOGETHER = 25  # tickets of one transaction: held for a moment only, and one commit for all of them


def in_portions(
    ids: Sequence[int],
    act: Callable[[list[int]], None],
    give_up: Callable[[int], None],
    *,
    doing: str,
    together: int = TOGETHER,
) -> None:
    """Call `act`, which is one transaction, with some ids at a time.

    Where it fails, each half of them has its turn, and so on, and `give_up` is called with those that fail by
    themselves. Raises OperationalError, as when the database is away.
    """
    for place in range(0, len(ids), together):
        _try(list(ids[place : place + together]), act, give_up, doing)


def _try(
    ids: list[int], act: Callable[[list[int]], None], give_up: Callable[[int], None], doing: str
) -> None:
    try:
        act(ids)
    except OperationalError:
        raise
    except Exception:
        if len(ids) == 1:
            log.exception("%s of ticket %s failed.", doing, ids[0])
            give_up(ids[0])
            return
        half = len(ids) // 2
        _try(ids[:half], act, give_up, doing)
        _try(ids[half:], act, give_up, doing)
