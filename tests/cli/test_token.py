"""`shopbell token`: without a screen, for whoever sits at the machine."""

import argparse
from contextlib import nullcontext

import pytest
from django.utils import timezone

from shopbell.api.models import Token
from shopbell.api.token import find_token
from shopbell.cli import token
from shopbell.core.embedded_postgres import CannotStart


@pytest.fixture
def run(db, monkeypatch, capsys):
    monkeypatch.setattr(token, "desk", nullcontext)

    def call(*words: str) -> str:
        parser = argparse.ArgumentParser()
        token.add_arguments(parser)
        token.perform(parser.parse_args(words))
        return capsys.readouterr().out.strip()

    return call


def test_it_prints_a_token_that_works(run, bo):
    secret = run("Portal", "--scope", "orders:read", "--agent", bo.email.upper(), "--days", "3")

    found = find_token(secret, timezone.now())
    assert found.agent == bo and found.scopes == ["orders:read"] and found.expires_at


def test_what_is_wrong_is_said(run):
    for words in (
        ["x", "--scope", "all"],
        ["x", "--agent", "nobody@desk.example"],
        ["x", "--days", "0"],
        ["--revoke", "9"],
    ):
        with pytest.raises(CannotStart):
            run(*words)
    assert not Token.objects.exists()


def test_tokens_are_listed_without_their_secret_and_revoked(run):
    secret = run("Portal")
    number = str(Token.objects.get().pk)

    assert "Portal" in run("--list") and secret not in run("--list")
    run("--revoke", number)
    assert "ended" in run("--list") and find_token(secret, timezone.now()) is None
