"""An embedded PostgreSQL for each process of the run, up before Django reads its settings.

One for each, not one for all: a snapshot of PostgreSQL knows the transactions of every
database of its server, so that a long one in a neighbour's test would hold back our readers of
the event log. A DATABASE_URL from outside is used instead, which is how the suite is run
against another PostgreSQL.
"""

import atexit
import os
import shutil
import tempfile
from importlib.util import find_spec
from pathlib import Path

home = Path(tempfile.mkdtemp(prefix="shopbell-tests-", dir="/tmp"))
home.chmod(0o755)
atexit.register(shutil.rmtree, home, ignore_errors=True)
os.environ["SHOPBELL_DATA"] = str(home / "data")
os.environ["SHOPBELL_SMTP_PORT"] = "0"
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
import pytest  # noqa: E402
from django.conf import settings  # noqa: E402
from pytest_django.plugin import blocking_manager_key  # noqa: E402

settings.STORAGES = settings.STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
django.setup()

if find_spec("tests.cast"):
    pytest_plugins = ["tests.cast"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys come last: a browser once started keeps an event loop in the thread of the tests."""
    items.sort(key=lambda item: "journeys" in item.path.parts)
    for item in items:
        if commits(item):
            item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=True), append=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item):
    """A test that commits ends by emptying all tables: the rows that migrations wrote are put back.

    Those of the job queue are not Django's, and are emptied here.
    """
    yield
    if commits(item):
        from django.db import connection

        with item.config.stash[blocking_manager_key].unblock():
            if hasattr(
                connection, "_test_serialized_contents"
            ):  # none under Playwright's loop: another connection
                connection.creation.deserialize_db_from_string(connection._test_serialized_contents)
            with connection.cursor() as cursor:
                cursor.execute("truncate procrastinate_jobs, procrastinate_workers cascade")


def commits(item: pytest.Item) -> bool:
    """Whether the test's changes are really committed, for other connections to see."""
    mark = item.get_closest_marker("django_db")
    names = {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(names or (mark and mark.kwargs.get("transaction")))
