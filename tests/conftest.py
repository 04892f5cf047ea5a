"""One embedded PostgreSQL for the whole run, up before Django reads its settings.

The process that was started by hand makes it in a folder for temporary files and
hands its address to the workers of xdist through the environment; each of them has
a database of its own in it. A DATABASE_URL from outside is used instead, which is
how the suite is run against another PostgreSQL.
"""

import atexit
import os
import shutil
import tempfile
from importlib.util import find_spec
from pathlib import Path

if "SHOPBELL_TEST_RUN" not in os.environ:
    home = Path(tempfile.mkdtemp(prefix="shopbell-tests-"))
    home.chmod(0o755)
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ["SHOPBELL_TEST_RUN"] = str(home)
    os.environ["SHOPBELL_DATA"] = str(home / "data")
    os.environ["SHOPBELL_SMTP_PORT"] = "0"
    os.environ["DJANGO_SETTINGS_MODULE"] = "shopbell.settings"
    if not os.environ.get("DATABASE_URL"):
        from shopbell.core.embedded_postgres import Server

        server = Server(home / "data", durable=False)
        server.start()
        atexit.register(server.stop)
        os.environ["DATABASE_URL"] = server.url

import django
from django.conf import settings

settings.STORAGES = settings.STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
django.setup()

if find_spec("tests.cast"):
    pytest_plugins = ["tests.cast"]
