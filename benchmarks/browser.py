"""A signed-in agent without a browser: an HTTP client that holds a session of the desk."""

import subprocess
import sys

import httpx

from benchmarks.desk import ROOT, RunningDesk

SESSION = """
from django.conf import settings
from importlib import import_module
from django.contrib.auth import SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY
from shopbell.accounts.models import Agent
agent = Agent.objects.filter(role__name="Admin", is_active=True).order_by("id").first()
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[SESSION_KEY] = str(agent.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = agent.get_session_auth_hash()
session.create()
print("SESSION", session.session_key)
"""


def session_key(desk: RunningDesk) -> str:
    """A session of the desk's first admin."""
    import os

    environment = os.environ | {"SHOPBELL_DATA": str(desk.data), "DATABASE_URL": desk.database_url()}
    made = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", SESSION],
        cwd=ROOT, env=environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return made.stdout.partition("SESSION ")[2].split()[0]


def signed_in(desk: RunningDesk) -> httpx.Client:
    return httpx.Client(base_url=desk.url, cookies={"shopbell": session_key(desk)}, timeout=60)
