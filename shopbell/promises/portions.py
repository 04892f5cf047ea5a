"""Work on many tickets, some of them in one transaction, so that one that fails keeps no other from its turn."""

import logging
from collections.abc import Callable, Sequence

from django.db import OperationalError

log = logging.getLogger(__name__)
TOGETHER = 25  # tickets of one transaction: held for a moment only, and one commit for all of them


def in_portions(
    ids: Sequence[int], act: Callable[[list[int]], None], give_up: Callable[[int], None], *, doing: str
) -> None:
    """Call `act`, which is one transaction, with some ids at a time.

    Where it fails, each of them has its turn alone, and `give_up` is called with those that fail by themselves. Raises
    OperationalError, as when the database is away.
    """
    for place in range(0, len(ids), TOGETHER):
        portion = list(ids[place : place + TOGETHER])
        try:
            act(portion)
        except OperationalError:
            raise
        except Exception:
            for pk in portion:
                _alone(pk, act, give_up, doing)


def _alone(pk: int, act: Callable[[list[int]], None], give_up: Callable[[int], None], doing: str) -> None:
    try:
        act([pk])
    except OperationalError:
        raise
    except Exception:
        log.exception("%s of ticket %s failed.", doing, pk)
        give_up(pk)
