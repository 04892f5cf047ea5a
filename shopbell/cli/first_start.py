"""The first start decides what the desk is: the demo shop, or a real shop's empty desk with a link for its admin.

Once there is an agent, or a link that waits for one, the choice is made and later
starts keep it, whatever their options say.
"""

import time

from shopbell.core.embedded_postgres import CannotStart

from .terminal import say

WAITS, WAIT_SECONDS = 40, 0.25


def prepare_shop(*, empty: bool) -> None:
    """Fill in the demo shop when this is the first start and nobody asked for an empty desk."""
    from shopbell import demo

    if empty and demo.is_demo():
        raise CannotStart(
            "This data folder holds the demo shop: name another folder with --data to begin a real one with --empty."
        )
    if demo.is_demo() or not (empty or is_real_shop()):
        from shopbell.demo.fill import fill

        fill(progress=say)  # later calls only look after the passwords of the demo's agents


def is_real_shop() -> bool:
    """Whether somebody works here, or an earlier start with --empty made a link that nobody has used yet."""
    from django.conf import settings

    from shopbell.accounts.models import Agent

    return Agent.objects.exists() or (settings.DATA / "secrets" / "first-admin").exists()


def greet() -> None:
    """The addresses, and how to sign in. The desk serves already: a database that is just away does not end it."""
    from django.conf import settings

    lines = _ways_in()
    say()
    say(f"Shopbell is open at {settings.SITE_URL}/desk/ (Ctrl-C stops it).")
    for line in lines:
        say(line)
    say()


def _ways_in() -> list[str]:
    """How to sign in, asked again while the database is away; after a while without, which the pages say as well."""
    from django.db import OperationalError, connection

    for _ in range(WAITS):
        try:
            return _sign_in_lines()
        except OperationalError:
            connection.close()
            time.sleep(WAIT_SECONDS)
    return ["The database does not answer yet; the way to sign in is told at the next start."]


def _sign_in_lines() -> list[str]:
    from django.conf import settings

    from shopbell import demo
    from shopbell.accounts import first_admin

    if link := first_admin.link():
        return [f"Make the first admin at {link} (the link works once)."]
    sign_ins = demo.sign_ins()
    if not sign_ins:
        return []
    shop = f"The demo shop with its chat is at {settings.SITE_URL}/demo-shop/. Sign in to the desk as:"
    return [shop, *(f"  {email:<32} {password:<20} {role}" for email, password, role in sign_ins)]
