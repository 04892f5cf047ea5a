"""Make an agent who may sign in; prints a password unless one is asked for or given on standard input."""

import argparse
import getpass
import secrets
import sys

from shopbell.core.embedded_postgres import CannotStart

from .desk import desk
from .terminal import note, say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("email")
    parser.add_argument("name", help="as colleagues see it; shoppers see the first word")
    parser.add_argument(
        "role", nargs="?", default="Agent", help="Agent (the default), Lead, Admin, or a role of yours"
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--ask", action="store_true", help="ask for the password instead of making one")
    how.add_argument("--password-stdin", action="store_true", help="read the password from standard input")


def perform(options: argparse.Namespace) -> None:
    password = wanted_password(options)
    with desk():
        from django.contrib.auth.password_validation import validate_password
        from django.core.exceptions import ValidationError
        from django.core.validators import validate_email

        from shopbell.accounts.models import Agent, Role
        from shopbell.configuration.guide import begin_guide

        role = Role.objects.filter(name__iexact=options.role).first()
        if role is None:
            names = ", ".join(Role.objects.values_list("name", flat=True))
            raise CannotStart(f"There is no role {options.role}; there are {names}.")
        if Agent.objects.filter(email__iexact=options.email).exists():
            raise CannotStart(f"There is already an agent with the address {options.email}.")
        made = "" if password else secrets.token_urlsafe(12)
        try:
            validate_email(options.email)
            validate_password(password or made, Agent(email=options.email, name=options.name))
        except ValidationError as error:
            raise CannotStart(" ".join(error.messages)) from None
        is_first = not Agent.objects.exists()
        Agent.objects.create_user(options.email, password or made, name=options.name, role=role)
        if is_first:
            begin_guide()
        note(f"{options.name} may sign in as {options.email} ({role}).")
        if made:
            say(made)


def wanted_password(options: argparse.Namespace) -> str:
    if options.password_stdin:
        return sys.stdin.readline().rstrip("\n")
    if not options.ask:
        return ""
    password = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != password:
        raise CannotStart("The two passwords differ.")
    return password
