"""The address of a database, as Django's settings."""

from urllib.parse import unquote, urlsplit


def settings_of(url: str) -> dict:
    """Django's settings for a `postgres://user:password@host:port/name?option=value` address.

    Statements are prepared from their fifth use on: planning what a ticket's page asks costs PostgreSQL four times
    as much as answering it. Where a plan for any values is dearer than one for these (partial indexes), it is
    PostgreSQL that sees it and plans anew.
    """
    parts = urlsplit(url)
    options = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "shopbell.core.postgres",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(options.pop("host", parts.hostname or "")),
        "PORT": parts.port or "",
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "server_side_binding": True,
            "prepare_threshold": 5,
            # a server that went without a word (a router forgot the connection) is noticed: core/postgres/alive.py
            "keepalives_idle": 30,
            "keepalives_interval": 10,
            "keepalives_count": 3,
            "tcp_user_timeout": 60_000,
            # each connection is 2 to 4 MB of PostgreSQL's; of those that nobody needed, one is closed every `max_idle`
            "pool": {"min_size": 1, "max_size": 24, "max_idle": 60, "timeout": 20},
            **{key: unquote(value) for key, value in options.items()},
        },
    }
