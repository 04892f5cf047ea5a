"""An outgoing mail, whole, before any transport: one value for SMTP, providers and the outbox folder."""

import re
from dataclasses import dataclass, field
from email import policy
from email.charset import BASE64, QP, Charset
from email.encoders import encode_base64
from email.generator import BytesGenerator
from email.mime.base import MIMEBase
from io import BytesIO

from django.core.mail import EmailMultiAlternatives, SafeMIMEMultipart

LINE_BREAKS = re.compile(r"[\r\n\x00]+")


@dataclass(frozen=True)
class OutgoingFile:
    name: str
    content_type: str
    content: bytes
    content_id: str = ""  # how the HTML names it, when it is a picture in it


class Letter(EmailMultiAlternatives):
    """A mail whose pictures belong to its text (RFC 2387), and whose files stand beside both."""

    def _create_attachments(self, msg):
        pictures = [each for each in self.attachments if isinstance(each, MIMEBase)]
        others = [each for each in self.attachments if not isinstance(each, MIMEBase)]
        files = [self._create_attachment(*each) for each in others]  # type: ignore[attr-defined]
        if pictures:
            msg = self._joined("related", [msg, *pictures])
            msg.set_param("type", "multipart/alternative")
        return self._joined("mixed", [msg, *files]) if files else msg

    def _joined(self, kind: str, parts: list) -> SafeMIMEMultipart:
        joined = SafeMIMEMultipart(_subtype=kind, encoding=self.encoding or "utf-8")
        for part in parts:
            joined.attach(part)
        return joined


@dataclass
class OutgoingMail:
    """`headers` hold Message-ID and all else that is not named here.

    It goes to `recipient` alone, of the envelope; `to` and `cc` are who is named besides, each as name and address.

    `envelope_sender` is where failure reports go; empty for what no program shall ever answer (RFC 3834 §3.3,
    RFC 5321 §4.5.5).
    """

    sender: str
    envelope_sender: str
    sender_name: str
    recipient: str
    recipient_name: str
    reply_to: str
    subject: str
    text: str
    html: str
    headers: dict[str, str] = field(default_factory=dict)
    files: list[OutgoingFile] = field(default_factory=list)
    to: list[tuple[str, str]] = field(default_factory=list)  # empty: the recipient
    cc: list[tuple[str, str]] = field(default_factory=list)

    def message(self) -> EmailMultiAlternatives:
        """As Django and its mail back ends know it."""
        mail = Letter(
            one_line(self.subject),
            self.text,
            mailbox(self.sender_name, self.sender),
            [mailbox(self.recipient_name, self.recipient)],
            headers={name: one_line(value) for name, value in self.headers.items()} | self._named,
            reply_to=[self.reply_to] if self.reply_to else None,
        )
        mail.encoding = charset_for(self.text)
        mail.attach_alternative(self.html, "text/html")
        for file in self.files:
            if file.content_id:
                mail.attach(_picture(file))
            else:
                mail.attach(one_line(file.name), file.content, _type_of(file))
        return mail

    @property
    def _named(self) -> dict[str, str]:
        """Its addressees as headers, where they are more or others than its recipient."""
        lines = {"To": self.to, "Cc": self.cc}
        return {
            name: ", ".join(mailbox(*each) for each in people) for name, people in lines.items() if people
        }

    @property
    def needs_utf8(self) -> bool:
        """Whether an address has letters that only SMTPUTF8 carries; an IDN domain alone is written in ASCII."""
        people = [address for _name, address in [*self.to, *self.cc]]
        return not all(
            each.isascii() for each in (self.sender, self.envelope_sender, self.recipient, *people)
        )

    def as_bytes(self) -> bytes:
        """The mail as it goes over the wire, lines ending in CRLF."""
        mail = self.message()
        if not self.needs_utf8:
            return mail.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]
        mail.to, mail.from_email = ["nobody@example.invalid"], "nobody@example.invalid"
        for name in self._named:
            del mail.extra_headers[name]
        built = mail.message()
        people = {
            "From": mailbox(self.sender_name, self.sender),
            "To": mailbox(self.recipient_name, self.recipient),
            **self._named,
        }
        for (
            name,
            value,
        ) in people.items():  # Django would write these in ASCII, which such an address has no form in
            del built[name]
            built._headers.insert(0, (name, value.replace(">, ", ">,\n ")))  # type: ignore[attr-defined]
        file = BytesIO()
        BytesGenerator(file, mangle_from_=False, policy=policy.SMTPUTF8.clone(refold_source="none")).flatten(
            built
        )
        return file.getvalue()


def charset_for(text: str) -> Charset:
    """UTF-8 in 7 bits, the shorter way: a server that recodes what has 8 would break the signature (RFC 6376 §5.3)."""
    charset = Charset("utf-8")
    beyond = len(text.encode()) - sum(each.isascii() for each in text)
    charset.body_encoding = QP if beyond * 6 < len(text) else BASE64
    return charset


def _type_of(file: OutgoingFile) -> str:
    """A whole mail goes as bytes: as a mail in the mail it would be written anew, and no longer be as it came."""
    return "application/octet-stream" if file.content_type.startswith("message/") else file.content_type


def _picture(file: OutgoingFile) -> MIMEBase:
    """A picture that stands in the text: shown there, and not among the files."""
    part = MIMEBase(*file.content_type.split(";")[0].split("/", 1))
    part.set_payload(file.content)
    encode_base64(part)
    part["Content-ID"] = f"<{one_line(file.content_id)}>"
    part.add_header("Content-Disposition", "inline", filename=one_line(file.name))
    return part


def mailbox(name: str, address: str) -> str:
    """`"Ada (Care)" <care@shop.example>`; the name quoted, since names hold commas, colons and brackets."""
    name = one_line(name).strip()
    if not name:
        return address
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}" <{address}>'


def one_line(text: str) -> str:
    return LINE_BREAKS.sub(" ", text).strip()
