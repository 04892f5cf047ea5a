"""django-helpdesk in an environment of its own: what the benchmarks of mail and of pages are compared with.

Its command `get_email` reads a folder of mails, as cron would start it; gunicorn serves its pages. What it sends is
made and dropped. It is no dependency of the desk: the benchmark installs it, beside, and it goes with the
benchmark's folder.
"""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import psycopg
from psycopg import sql

from benchmarks.desk import free_port, wait_for

NAME = "django-helpdesk"
PACKAGES = ["django-helpdesk==2.6.1", "django-bootstrap4-form", "packaging", "psycopg[binary]", "gunicorn"]
DATABASE = "django_helpdesk"
PROJECT = """
import os, sys
SECRET_KEY, DEBUG, ALLOWED_HOSTS, SITE_ID, USE_TZ = "bench" * 10, False, ["*"], 1, True
INSTALLED_APPS = ["django.contrib." + app for app in (
    "admin", "auth", "contenttypes", "sessions", "messages", "staticfiles", "sites", "humanize"
)] + ["bootstrap4form", "helpdesk", "rest_framework"]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware", "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {
    "context_processors": ["django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
                           "django.contrib.messages.context_processors.messages"]}}]
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": os.environ["PEER_DATABASE"],
    "USER": os.environ["PEER_USER"], "PASSWORD": os.environ["PEER_PASSWORD"], "HOST": os.environ["PEER_HOST"],
    "PORT": os.environ["PEER_PORT"], "CONN_MAX_AGE": 600}}
EMAIL_BACKEND, DEFAULT_FROM_EMAIL = "django.core.mail.backends.dummy.EmailBackend", "care@shop.example"
STATIC_URL, MEDIA_URL, MEDIA_ROOT = "/static/", "/media/", os.environ["PEER_HOME"] + "/media"
DEFAULT_AUTO_FIELD, ROOT_URLCONF, LOGIN_URL = "django.db.models.AutoField", "peer_urls", "helpdesk:login"
HELPDESK_TEAMS_MODE_ENABLED, QUEUE_EMAIL_BOX_TYPE = False, "local"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peer")
if __name__ == "__main__":
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    from django.core.management import execute_from_command_line
    execute_from_command_line(sys.argv)
"""
URLS = """
from django.contrib import admin
from django.urls import include, path
urlpatterns = [path("admin/", admin.site.urls), path("", include("helpdesk.urls", namespace="helpdesk"))]
"""
WSGI = """
import os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peer")
from django.core.wsgi import get_wsgi_application
application = get_wsgi_application()
"""
QUEUE = """
from helpdesk.models import Queue
Queue.objects.create(title="Care", slug="care", email_address="care@shop.example", allow_public_submission=True,
    allow_email_submission=True, email_box_type="local", email_box_interval=0, email_box_local_dir={folder!r})
"""


class NotHere(Exception):
    """It cannot be measured on this machine; the text says why."""


class Helpdesk:
    """An installed django-helpdesk in `folder`, with a fresh database `name` on the PostgreSQL at `url`.

    Raises NotHere when it cannot be installed or does not start.
    """

    def __init__(self, url: str, folder: Path, name: str = DATABASE):
        self.home, self.mails = folder / "helpdesk", folder / "helpdesk" / "mails"
        self.mails.mkdir(parents=True)
        (self.home / "peer.py").write_text(PROJECT)
        (self.home / "peer_urls.py").write_text(URLS)
        (self.home / "peer_wsgi.py").write_text(WSGI)
        self.python, self.environment = _install(self.home), _environment(url, self.home, name)
        with psycopg.connect(url, autocommit=True) as database:
            database.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        self.manage("migrate", "-v0")
        self.manage("shell", "-c", QUEUE.format(folder=f"{self.mails}/"))

    def manage(self, *words: str) -> str:
        """What its command says. Raises NotHere with its last line when it fails."""
        command = [self.python, str(self.home / "peer.py"), *words]
        done = subprocess.run(command, cwd=self.home, env=self.environment, capture_output=True, text=True)
        if done.returncode:
            raise NotHere(done.stderr.strip().rpartition("\n")[2])
        return done.stdout

    @contextlib.contextmanager
    def served(self) -> Iterator[str]:
        """The address of its pages, by gunicorn with two workers, until the block ends."""
        port = free_port()
        command = [
            self.python,
            "-m",
            "gunicorn",
            "-w",
            "2",
            "-b",
            f"127.0.0.1:{port}",
            "peer_wsgi:application",
        ]
        process = subprocess.Popen(command, cwd=self.home, env=self.environment, stderr=subprocess.DEVNULL)
        try:
            wait_for(f"http://127.0.0.1:{port}/login/", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(30)


def mails_per_second(url: str, raws: list[bytes], folder: Path) -> float:
    """The rate at which it makes tickets of `raws`, on the PostgreSQL at `url`; its start is left out."""
    helpdesk = Helpdesk(url, folder)
    begun = time.monotonic()
    helpdesk.manage("get_email")  # nothing to do: what remains is its start
    start_seconds = time.monotonic() - begun
    for number, raw in enumerate(raws):
        (helpdesk.mails / f"{number:05}.eml").write_bytes(raw)
    begun = time.monotonic()
    helpdesk.manage("get_email")
    spent = time.monotonic() - begun - start_seconds
    if left := list(helpdesk.mails.iterdir()):
        raise NotHere(f"it left {len(left)} mails where they were")
    return len(raws) / spent


def _install(home: Path) -> str:
    try:
        subprocess.run([sys.executable, "-m", "venv", str(home / "venv")], check=True, capture_output=True)
        pip = [str(home / "venv/bin/python"), "-m", "pip", "install", "--quiet", *PACKAGES]
        subprocess.run(pip, check=True, capture_output=True)
    except subprocess.CalledProcessError:
        raise NotHere("its packages could not be installed") from None
    return str(home / "venv/bin/python")


def _environment(url: str, home: Path, name: str) -> dict[str, str]:
    parts = urlsplit(url)
    host = parse_qs(parts.query).get("host", [parts.hostname or ""])[0]
    return os.environ | {
        "PEER_DATABASE": name, "PEER_USER": unquote(parts.username or ""), "PEER_PORT": str(parts.port or ""),
        "PEER_PASSWORD": unquote(parts.password or ""), "PEER_HOST": unquote(host), "PEER_HOME": str(home),
    }  # fmt: skip
