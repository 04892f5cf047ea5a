"""The hooks of providers, and calls of them."""

import json
from base64 import b64encode

import pytest

from tests.channels.email.reports.providers import KEY, SECRET


@pytest.fixture
def open_hooks(settings, care):
    """The hooks of three providers are open, and lead to Care."""
    settings.ANYMAIL = settings.ANYMAIL | {
        "WEBHOOK_SECRET": SECRET,
        "MAILGUN_WEBHOOK_SIGNING_KEY": KEY,
        "BREVO_API_KEY": "x",
    }


@pytest.fixture
def call(client):
    """Call a hook as a provider does: form fields, or JSON when `body` is given."""

    def post(address: str, fields: dict | None = None, *, body=None, secret: str = SECRET):
        client.raise_request_exception = False
        headers = {"Authorization": "Basic " + b64encode(secret.encode()).decode()} if secret else {}
        if body is None:
            return client.post(f"/hooks/email/{address}/", fields, headers=headers)
        return client.post(f"/hooks/email/{address}/", json.dumps(body), "application/json", headers=headers)

    return post
