"""Who stands behind what a program asked for: whoever made its token might be the one who asks by it."""

import hashlib
import re

from shopbell.shop.actions.run import ActionRun

from .token import Token

LONGEST_KEY = 200
OF_TOKEN = re.compile(r"api-([0-9]{1,18})-")


def run_key(token: Token, key: str) -> str:
    """The idempotency key `key` as runs keep it: each token has its own, and it tells which one it was."""
    key = f"api-{token.pk}-{key}"
    return key if len(key) <= LONGEST_KEY else f"{key[:100]}-{hashlib.sha256(key.encode()).hexdigest()}"


def keeper_ids(run: ActionRun) -> set[int]:
    """Who made the token that asked for `run`; of a service also who made one of that name, today or before."""
    made = Token.objects.filter(made_by__isnull=False)
    ids = (
        set(made.filter(name=run.by_rule, agent=None).values_list("made_by", flat=True))
        if run.by_rule
        else set()
    )
    if of_token := OF_TOKEN.match(run.key):
        ids |= set(made.filter(pk=int(of_token[1])).values_list("made_by", flat=True))
    return ids
