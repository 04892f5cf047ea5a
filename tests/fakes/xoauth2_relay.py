"""A mail server that lets in only whom an authorization server knows (XOAUTH2), or one user by password."""

import base64
import json

from aiosmtpd.smtp import AuthResult

from .authorization_server import AuthorizationServer
from .mail_relay import Relay

USER, PASSWORD = "care", "s3cret"


class SignedInRelay(Relay):
    """`shown` holds the tokens that it was shown; `passing` is what it answers to all of them, for now.

    From the addresses in `foreign` it takes nothing.
    """

    def __init__(self, authority: AuthorizationServer | None = None) -> None:
        super().__init__()
        self.authority, self.shown, self.passing, self.foreign = authority, [], "", set()

    async def auth_XOAUTH2(self, server, args):
        said = base64.b64decode(args[1]).decode()
        user, token = said.split("\1")[0].removeprefix("user="), said.split("Bearer ")[1].rstrip("\1")
        self.shown.append(token)
        if self.passing:
            await server.push(self.passing)
            return AuthResult(success=False, handled=True)
        told = self.authority.introspect(token)
        if told["active"] and told["username"] == user:
            return AuthResult(success=True, handled=True, auth_data=user)
        error = {"status": "400", "schemes": "Bearer", "scope": "https://mail.google.com/"}
        await server.challenge_auth(json.dumps(error))  # whose answer is an empty line
        return AuthResult(success=False, handled=False)

    def authenticator(self, server, session, envelope, mechanism, data):
        is_right = getattr(data, "login", b"") == USER.encode() and data.password == PASSWORD.encode()
        return AuthResult(success=is_right, handled=False)

    async def handle_MAIL(self, server, session, envelope, address, options):
        if not session.authenticated:
            return "530 5.7.0 Authentication required"
        if address in self.foreign:
            return "553 5.7.1 Sender address rejected: not owned by user"
        envelope.mail_from = address
        return "250 OK"
