"""Looking up names with an end: the system's own look-up takes no deadline, and a name server that is silent holds it
for half a minute and more.

So it is done in a thread of its own, which nobody waits for any longer than they have time. A few may hang at once; who
comes then waits for a place, within their time.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future

MOST = 8  # that hang at once, in a process
_places = threading.BoundedSemaphore(MOST)


def look_up(find: Callable[[], list[str]], end: float) -> list[str]:
    """What `find` finds, until `end`, a moment of the monotonic clock; then TimeoutError. What it raises is raised."""
    if not _places.acquire(timeout=max(0.0, end - time.monotonic())):
        raise TimeoutError("too many look-ups hang")
    answer: Future[list[str]] = Future()
    # a daemon: one that hangs must not hold up the end of the process, as the threads of a pool would
    thread = threading.Thread(target=_answer, args=(find, answer), name="look-up", daemon=True)
    try:
        thread.start()
    except RuntimeError:  # the machine has no room for one more
        _places.release()
        raise
    return answer.result(max(0.0, end - time.monotonic()))


def _answer(find: Callable[[], list[str]], answer: "Future[list[str]]") -> None:
    try:
        answer.set_result(find())
    except Exception as error:
        answer.set_exception(error)
    finally:
        _places.release()
