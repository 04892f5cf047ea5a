"""Reading what the operator decided (`setting_table.py`): from a file, the environment, or the default."""

import os
from collections.abc import Collection
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path

from .setting_table import NAMES


def read(name: str) -> str:
    """Value of the setting `name`: its file, else its variable, else its default. KeyError for an unknown name."""
    setting = NAMES[name]
    path = os.environ.get(f"{name}_FILE")
    if path:
        return Path(path).read_text().strip()
    return os.environ.get(name, "") or setting.default


def read_int(name: str) -> int:
    """The setting as a whole number; SystemExit with one sentence when it is none."""
    text = read(name)
    try:
        return int(text)
    except ValueError:
        raise SystemExit(f"{name} must be a whole number, not {text!r}.") from None


def read_choice(name: str, choices: Collection[str]) -> str:
    """The setting as one of `choices`; SystemExit with one sentence when it is none."""
    value = read(name)
    if value not in choices:
        raise SystemExit(f"{name} must be {', '.join(choices)}, not {value!r}.")
    return value


PERIODS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}


def read_limits(name: str) -> dict[int, int]:
    """The setting as how often by the period's seconds; SystemExit with one sentence when it is none."""
    limits = {}
    for word in read(name).replace(",", " ").split():
        count, _slash, period = word.partition("/")
        if not (count.isascii() and count.isdecimal() and 0 < int(count) < 10**9 and period in PERIODS):
            raise SystemExit(f"{name} must be limits such as 14/second 2000/day, not {word!r}.")
        limits[PERIODS[period]] = int(count)
    return limits


def read_networks(name: str) -> list[IPv4Network | IPv6Network]:
    """The setting as networks, with spaces between; SystemExit with one sentence when one of them is none."""
    found = []
    for word in read(name).split():
        try:
            found.append(ip_network(word, strict=False))
        except ValueError:
            raise SystemExit(f"{name} must be networks such as 203.0.113.0/28, not {word!r}.") from None
    return found


def read_name_servers(name: str) -> list[tuple[str, int]] | None:
    """The setting as addresses and ports, None when it is off; SystemExit with one sentence when it is neither."""
    words = read(name).split()
    return None if words == ["off"] else [_name_server(name, word) for word in words]


def _name_server(name: str, word: str) -> tuple[str, int]:
    """`192.0.2.53`, `192.0.2.53:5353`, `2001:db8::53` or `[2001:db8::53]:53`."""
    host, colon, port = word.rpartition(":")
    if not colon or (":" in host and not host.startswith("[")) or word.endswith("]"):
        host, port = word, "53"
    try:
        address = str(ip_address(host.removeprefix("[").removesuffix("]")))
        if port.isascii() and port.isdecimal() and 0 < int(port) < 65536:
            return address, int(port)
    except ValueError:
        pass
    raise SystemExit(f"{name} must be off or addresses such as 192.0.2.53 or 192.0.2.53:5353, not {word!r}.")


def read_bool(name: str) -> bool:
    """The setting as yes or no; SystemExit with one sentence when it is neither."""
    text = read(name).lower()
    if text in {"1", "yes", "true", "on"}:
        return True
    if text in {"0", "no", "false", "off", ""}:
        return False
    raise SystemExit(f"{name} must be yes or no, not {text!r}.")
