"""An embedded PostgreSQL for each process of the run, up before Django reads its settings.

One for each, not one for all: a snapshot of PostgreSQL knows the transactions of every
database of its server, so that a long one in a neighbour's test would hold back our readers of
the event log. A DATABASE_URL from outside is used instead, which is how the suite is run
against another PostgreSQL.
"""

import atexit
import gc
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

gc.disable()  # what is imported and collected stays to the end: to look through it again and again frees nothing
home = Path(tempfile.mkdtemp(prefix="shopbell-tests-", dir="/tmp"))
home.chmod(0o755)
atexit.register(shutil.rmtree, home, ignore_errors=True)
os.environ["SHOPBELL_DATA"] = str(home / "data")
os.environ["SHOPBELL_SMTP_PORT"] = "0"
os.environ["SHOPBELL_DNS"] = "off"
os.environ["DJANGO_SETTINGS_MODULE"] = "shopbell.settings"
OURS = (
    "SHOPBELL_TESTS_OWN_DATABASE"  # workers of xdist inherit the environment of the process that starts them
)
if OURS in os.environ or not os.environ.get("DATABASE_URL"):
    from shopbell.core.embedded_postgres import Server

    server = Server(home / "data", durable=False)
    server.start()
    atexit.register(server.stop)
    os.environ["DATABASE_URL"] = server.url
    os.environ[OURS] = "yes"

import django  # noqa: E402 (the address of the database must be known first)
import hypothesis  # noqa: E402
import pytest  # noqa: E402
from django.conf import settings  # noqa: E402
from django.utils import translation  # noqa: E402

# no claim is about time: a machine that is busy at the moment proves as much as a quick one
hypothesis.settings.register_profile(
    "desk", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("desk")

TESTS = Path(__file__).parent

settings.STORAGES = settings.STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
django.setup()

from tests.emptying import end_as_migrated, keep_what_migrations_wrote  # noqa: E402

end_as_migrated()

if find_spec("tests.cast"):
    pytest_plugins = ["tests.cast", "tests.world", "tests.places"]


@pytest.fixture(autouse=True)
def no_trigger_listens() -> None:
    """What a process knows of triggers holds for some seconds, and a test's go with its transaction."""
    from shopbell.automation.trigger import WANTED

    WANTED.know(set())


@pytest.fixture(autouse=True)
def nobodys_language() -> Iterator[None]:
    """A request leaves its language in the thread, and the next test is of nobody in particular."""
    yield
    translation.deactivate()


def pytest_configure(config: pytest.Config) -> None:
    """Each process of a whole run begins with other files: what one compiled, the others find compiled."""
    mine = getattr(config, "workerinput", None)
    if mine is None or [Path(name).resolve() for name in config.args] != [TESTS]:
        return
    files = sorted(map(str, TESTS.rglob("test_*.py")))
    first = len(files) * int(mine["workerid"].removeprefix("gw")) // mine["workercount"]
    config.args = files[first:] + files[:first]


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


WAITS_FOR_OTHERS = {"journeys", "live", "cli"}  # folders: for a browser, sockets, whole desks


# whole days in few tests, most of two minutes and more: who gets one last would go on alone
LONG = "morning_of_a_lead doors ticket_page every_page morning_of_an_agent main_job every_screen editor_day"
LONG_FILES = {f"test_{name}.py" for name in LONG.split()}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys come last: a browser once started keeps an event loop in the thread of the tests.

    The long files among them come first, or one process would be left with the longest when the other is done.
    One that waits for other processes is tried once more when it failed, and the run tells of it (decision 0056).
    """
    tests_in = Counter(item.path for item in items)
    for item in items:
        if "journeys" not in item.path.parts:
            tests_in[item.path] = 0
        if WAITS_FOR_OTHERS & {*item.path.parts}:
            item.add_marker(pytest.mark.flaky(reruns=1))
    items.sort(
        key=lambda item: (
            "journeys" in item.path.parts,
            item.path.name not in LONG_FILES,
            -tests_in[item.path],
            item.path,  # in whichever order this process has read the files
        )
    )


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """A test that commits ends as this leaves it."""
    with django_db_blocker.unblock():
        keep_what_migrations_wrote()
