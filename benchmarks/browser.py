"""A signed-in agent without a browser: an HTTP client that holds a session of the desk."""

import re
import subprocess
import sys

import httpx

from benchmarks.desk import ROOT, RunningDesk

SESSION = """
from django.conf import settings
from importlib import import_module
from django.contrib.auth import SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY
from shopbell.accounts.models import Agent
for agent in Agent.objects.filter(role__name="Admin", is_active=True).order_by("id"):
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(agent.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = agent.get_session_auth_hash()
    session.create()
    print("SESSION", session.session_key)
"""


def session_keys(desk: RunningDesk) -> list[str]:
    """A session of each of the desk's admins, the first first."""
    import os

    environment = os.environ | {"SHOPBELL_DATA": str(desk.data), "DATABASE_URL": desk.database_url()}
    made = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", SESSION],
        cwd=ROOT, env=environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return re.findall(r"SESSION (\S+)", made.stdout)


def session_key(desk: RunningDesk) -> str:
    return session_keys(desk)[0]


def signed_in(desk: RunningDesk) -> httpx.Client:
    return httpx.Client(base_url=desk.url, cookies={"shopbell": session_key(desk)}, timeout=60)
