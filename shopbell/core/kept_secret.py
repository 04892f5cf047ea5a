"""Secrets that the desk makes for itself and keeps beside its data."""

import os
import secrets
from pathlib import Path


def kept_secret(data: Path, name: str) -> str:
    """The secret `name` of the data folder, made on first use, readable by its owner only."""
    path = data / "secrets" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_name(f"{name}.{os.getpid()}")
        fresh.touch(0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        try:
            os.link(fresh, path)  # the first process wins; the others read what it wrote
        except FileExistsError:
            pass
        fresh.unlink()
    return path.read_text().strip()
