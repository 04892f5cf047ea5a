import pytest
from procrastinate.contrib.django import app

from shopbell.core.setting_table import NAMES

pytestmark = pytest.mark.django_db


def figures(answer) -> dict[str, float]:
    lines = [line.split() for line in answer.content.decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in lines}


def test_a_healthy_desk_says_so(client):
    assert client.get("/health").json() == {"status": "ok"}


def test_metrics_count_the_jobs_that_wait_and_for_how_long(client):
    before = figures(client.get("/metrics"))
    app.configure_task("nobody.does.this").defer()

    after = figures(client.get("/metrics"))

    assert after["shopbell_jobs_waiting"] == before["shopbell_jobs_waiting"] + 1
    assert after["shopbell_jobs_oldest_seconds"] >= 0
    assert after["shopbell_database_bytes"] > 0


def test_metrics_are_for_loopback(client):
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 403
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 403


def test_metrics_are_for_who_holds_the_token(client, monkeypatch):
    assert "SHOPBELL_METRICS_TOKEN" in NAMES
    monkeypatch.setenv("SHOPBELL_METRICS_TOKEN", "open sesame")

    assert client.get("/metrics").status_code == 403
    bearer = {"Authorization": "Bearer open sesame"}
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9", headers=bearer).status_code == 200
