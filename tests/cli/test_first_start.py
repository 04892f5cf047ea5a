"""The greeting of a desk that serves already."""

import pytest
from django.db import OperationalError

from shopbell.accounts import first_admin
from shopbell.cli import first_start


@pytest.fixture
def told(capsys, monkeypatch):
    """Greet while the database is away for the first `gone` questions; returns what was said."""

    def greet(gone: int) -> str:
        answers = iter([OperationalError("server closed the connection")] * gone)

        def link() -> str:
            if error := next(answers, None):
                raise error
            return "https://desk.example/first-admin/x/"

        monkeypatch.setattr(first_admin, "link", link)
        monkeypatch.setattr(first_start, "WAIT_SECONDS", 0)
        first_start.greet()
        return capsys.readouterr().out

    return greet


@pytest.mark.parametrize("gone", [0, 1, first_start.WAITS - 1])
def test_a_database_that_bounces_meanwhile_costs_no_link(told, gone, transactional_db):
    said = told(gone)

    assert said.index("is open at") < said.index("https://desk.example/first-admin/x/")


def test_a_database_that_stays_away_does_not_end_the_desk(told, transactional_db):
    assert "does not answer yet" in told(first_start.WAITS)
