"""Make a token for a program that uses the API, and print it once; --list shows them, --revoke ends one."""

import argparse
from datetime import timedelta

from shopbell.core.embedded_postgres import CannotStart

from .desk import desk
from .terminal import note, say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", default="Command line", help="which program uses it")
    parser.add_argument(
        "--scope", action="append", metavar="SCOPE", help="what it may do, such as orders:read; default: all"
    )
    parser.add_argument("--agent", metavar="EMAIL", help="it acts for this agent; default: a service")
    parser.add_argument("--days", type=int, help="after so many it opens nothing; default: it does not end")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--list", action="store_true", help="show the tokens there are")
    what.add_argument("--revoke", type=int, metavar="NUMBER", help="end the token of this number")


def perform(options: argparse.Namespace) -> None:
    with desk():
        from shopbell.core.errors import Refused

        try:
            if options.list:
                list_tokens()
            elif options.revoke is not None:
                revoke(options.revoke)
            else:
                make(options)
        except Refused as refusal:
            raise CannotStart(str(refusal)) from None


def make(options: argparse.Namespace) -> None:
    from django.utils import timezone

    from shopbell.accounts.models import Agent
    from shopbell.api.scope import Scope
    from shopbell.api.token import make_token

    scopes = options.scope or list(Scope.values)
    if unknown := [scope for scope in scopes if scope not in Scope.values]:
        raise CannotStart(f"There is no scope {unknown[0]}; there are {', '.join(Scope.values)}.")
    agent = Agent.objects.filter(email__iexact=options.agent).first() if options.agent else None
    if options.agent and agent is None:
        raise CannotStart(f"There is no agent with the address {options.agent}.")
    if options.days is not None and options.days < 1:
        raise CannotStart("A token lasts a day at least.")
    end = timezone.now() + timedelta(days=options.days) if options.days else None
    token, secret = make_token(options.name, scopes, by=None, agent=agent, expires_at=end)
    note(f"Token {token.pk}, {token}: {', '.join(token.scopes)}. It is shown this once.")
    say(secret)


def list_tokens() -> None:
    from django.utils import timezone

    from shopbell.api.models import Token

    for token in Token.objects.select_related("agent"):
        used = f"last used {token.last_used_at:%Y-%m-%d %H:%M}" if token.last_used_at else "never used"
        ended = "" if token.is_valid(timezone.now()) else ", ended"
        say(
            f"{token.pk}  {token}  {token.hint}…  {token.agent or 'a service'}  {used}{ended}  {' '.join(token.scopes)}"
        )


def revoke(number: int) -> None:
    from shopbell.api.models import Token
    from shopbell.api.token import revoke_token

    token = Token.objects.filter(pk=number).first()
    if token is None:
        raise CannotStart(f"There is no token {number}; --list shows them.")
    revoke_token(token, by=None)
    note(f"{token} opens nothing any more.")
