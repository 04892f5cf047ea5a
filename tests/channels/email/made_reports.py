"""Reports on the desk's mail as servers write them, made for one delivery."""

from shopbell.channels.email.joining import token
from shopbell.channels.models import Delivery

STRUCTURED = """\
From: {sender}
To: {to}
Subject: {subject}
Message-ID: <{name}@mx.shopper.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type={kind}; boundary="cut"

--cut
Content-Type: text/plain; charset=utf-8

{words}

--cut
Content-Type: {part}

{fields}

--cut
Content-Type: text/rfc822-headers

Message-ID: <{about}>
Subject: Re: Where is my parcel?

--cut--
"""
PLAIN = """\
From: {sender}
To: care@shop.example
Subject: {subject}
Message-ID: <{name}@mx.shopper.example>

{words}

---- the mail ----
Message-ID: <{about}>
"""


def own_id(delivery: Delivery) -> str:
    return token.message_id(delivery.message.ticket_id, delivery.pk)


def structured(delivery: Delivery, fields: str, **changes: str) -> bytes:
    """A multipart/report; `fields` are those of the part that programs read."""
    given = {
        "sender": "MAILER-DAEMON@mx.shopper.example", "to": "care@shop.example", "subject": "Undelivered Mail",
        "kind": "delivery-status", "words": "Your mail could not be delivered.", "name": "report",
        "part": "message/delivery-status", "about": own_id(delivery),
    }  # fmt: skip
    return STRUCTURED.format(fields=fields, **(given | changes)).replace("\n", "\r\n").encode()


def status(delivery: Delivery, action: str, code: str, words: str, **changes: str) -> bytes:
    """RFC 3464: what became of the delivery."""
    fields = (
        "Reporting-MTA: dns; mx.shopper.example\n\n"
        f"Final-Recipient: rfc822; {delivery.recipient}\nAction: {action}\nStatus: {code}\n"
        f"Diagnostic-Code: smtp; {words}"
    )
    return structured(delivery, fields, **changes)


def plain(delivery: Delivery, words: str, **changes: str) -> bytes:
    """A bounce in words alone, as servers wrote them before there was a form for it."""
    given = {
        "sender": "Mail Delivery System <postmaster@mx.shopper.example>", "subject": "failure notice", "name": "plain",
        "about": own_id(delivery),
    }  # fmt: skip
    return PLAIN.format(words=words, **(given | changes)).encode()
