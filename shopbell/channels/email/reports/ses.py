"""Amazon SES by SNS: whole mails, in the call itself or in a bucket, and what became of the desk's own.

What an event of SES means is anymail's knowledge. Its views ask for boto3 to confirm subscriptions and to fetch mail;
both are done here, by the guarded client and by the client of the object store.
"""

import base64
import json
from typing import Any

from anymail.exceptions import AnymailWebhookValidationFailure
from anymail.webhooks import amazon_ses
from anymail.webhooks.base import AnymailBaseWebhookView
from django.conf import settings

from shopbell.core.http.guarded import CannotReach
from shopbell.core.object_store.access import Access

from ..joining import token
from . import sns
from .hook_call import HookCall


class NotFetched(Exception):
    """The mail, or what proves the call, could not be had now: Amazon shall call again."""


class Signed:
    """Calls are Amazon's by their signature, and a subscription is confirmed when the desk's password came with it."""

    def __init__(self, **kwargs: Any) -> None:
        AnymailBaseWebhookView.__init__(self, **kwargs)  # past the one that wants boto3

    def validate_request(self, request: Any) -> None:
        super().validate_request(request)  # type: ignore[misc]
        try:
            sns.check(self._parse_sns_message(request))  # type: ignore[attr-defined]
        except sns.NotSigned as error:
            raise AnymailWebhookValidationFailure(str(error)) from None
        except CannotReach as error:
            raise NotFetched(str(error)) from error

    def auto_confirm_sns_subscription(self, call: dict) -> None:
        try:
            sns.confirm(call)
        except sns.NotSigned as error:
            raise AnymailWebhookValidationFailure(str(error)) from None
        except CannotReach as error:
            raise NotFetched(str(error)) from error


class Inbound(Signed, amazon_ses.AmazonSESInboundWebhookView):
    """What is no whole mail: a subscription to confirm. Mails are taken by `whole_mail` before."""


class Tracking(Signed, amazon_ses.AmazonSESTrackingWebhookView):
    def esp_to_anymail_events(self, ses_event: dict, sns_message: dict) -> list:
        """SES gives a mail an id of its own; what it tells of our headers names ours, which we know before."""
        events = super().esp_to_anymail_events(ses_event, sns_message)
        headers = (ses_event.get("mail") or {}).get("headers") or []
        named = [str(each.get("value")) for each in headers if str(each.get("name")).lower() == "message-id"]
        if ours := [each.strip("<> ") for each in named if token.read_all([], [each.strip("<> ")])]:
            for event in events:
                event.message_id = ours[0]
        return events


def whole_mail(call: HookCall) -> tuple[bytes, str, list[str]]:
    """The mail of a call that was checked, with the sender and the recipients of its envelope; empty when it is none.

    Raises NotFetched when the bucket does not give it out now.
    """
    told = call.json()
    if told.get("Type") != sns.NOTIFICATION:
        return b"", "", []
    try:
        event = json.loads(str(told.get("Message")))
    except ValueError:  # the word that a subscription works
        return b"", "", []
    if event.get("notificationType") != "Received":
        return b"", "", []
    receipt = event["receipt"]
    action = receipt["action"]
    if action.get("type") == "S3":
        mail = _fetch(str(action["bucketName"]), str(action["objectKey"]), sns.region_of(told))
    elif action.get("encoding") == "BASE64":
        mail = base64.b64decode(event["content"])
    else:
        mail = str(event["content"]).encode("utf-8", "surrogateescape")
    return (
        mail,
        str(event["mail"].get("source") or ""),
        [str(each) for each in receipt.get("recipients") or []],
    )


def _fetch(bucket: str, key: str, region: str) -> bytes:
    """The mail that SES put into the bucket, which must be the one of the settings."""
    from shopbell.core.object_store.bucket import read_object
    from shopbell.core.object_store.store import StoreError

    if bucket != settings.SES_BUCKET:
        raise ValueError("a bucket that the settings do not name")
    access = Access(bucket, region=region, key_id=settings.SES_KEY_ID, secret=settings.SES_SECRET)
    try:
        return read_object(access, key, most_bytes=settings.MAIL_MAX_BYTES)
    except StoreError as error:
        raise NotFetched(str(error)) from error
