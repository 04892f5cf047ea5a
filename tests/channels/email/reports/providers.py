"""Calls as providers make them."""

import hashlib
import hmac

from ..conftest import mail

SECRET, KEY = "hooks:the brass bell", "key-0123456789"
RAW = mail("Where is it?").decode()


def signed(**fields: str) -> dict[str, str]:
    digest = hmac.new(KEY.encode(), b"1700000000token", hashlib.sha256).hexdigest()
    return {"timestamp": "1700000000", "token": "token", "signature": digest, **fields}


def mailgun(**changes: str) -> dict[str, str]:
    people = {"sender": "mina@shopper.example", "recipient": "care@shop.example"}
    return signed(**people, **{"body-mime": RAW}, **changes)
