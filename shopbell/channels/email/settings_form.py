"""What an admin may set for an e-mail inbox: its acknowledgement, and the IMAP account it fetches from.

The password is never shown again: an empty field keeps the one that is there, for the same account only. A
changed account is tried before it is kept, so that a typing error shows here and not in next week's missing mail.
"""

import re

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from imapclient.exceptions import IMAPClientError

from shopbell.core.errors import Refused
from shopbell.customers.identity import Kind, normal

from ..inbox import Inbox
from .imap.mailbox import ENCRYPTION, Mailbox
from .imap.sent_folder import SentFolder, choose_sent
from .imap.sign_in.grant import Grant
from .party import is_own
from .sender import BOTH, STYLES
from .sender import SETTINGS as SENDER_SETTINGS
from .trial import account_sentence, require_account

WORDS = [*SENDER_SETTINGS, "acknowledge", "acknowledgement", "trusted_servers"]
SERVER_NAME = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?")
WHERE = ["host", "port", "encryption", "user"]
ACCOUNT = [*WHERE, "folder"]


class EmailInboxForm(forms.Form):
    sender_name = forms.CharField(
        label=_("Sender's name"),
        help_text=_("Behind the agent's first name, like “Ada (Care)”. Empty: the inbox's name."),
        max_length=80,
        required=False,
    )
    sender_style = forms.ChoiceField(
        label=_("Who writes"),
        help_text=_("Whom customers read as the sender of an answer."),
        choices=STYLES,
        required=False,
    )
    reply_to = forms.CharField(
        label=_("Answers go to"),
        help_text=_(
            "Only when not to the address above: one whose mail reaches the desk too, by forwarding or by its account. "
            "Answers are known by what they refer to then."
        ),
        max_length=320,
        required=False,
    )
    archive = forms.CharField(
        label=_("Blind copy to an archive"),
        help_text=_(
            "An address that gets a copy of every answer that agents send from here. Nobody else sees it."
        ),
        max_length=320,
        required=False,
    )
    tracks_opening = forms.BooleanField(
        label=_("Know whether answers were opened"),
        help_text=_(
            "Every answer then carries an invisible picture that tells the desk that it was opened, and when; nothing "
            "else is kept. Customers have not asked for this: say so in your privacy notice, and in the EU ask "
            "them first."
        ),
        required=False,
    )
    acknowledge = forms.BooleanField(
        label=_("Acknowledge new tickets with their number"),
        help_text=_("A customer hears at once that their mail arrived; programs and lists never do."),
        required=False,
    )
    acknowledgement = forms.CharField(
        label=_("Words of the acknowledgement"),
        help_text=_("{number}, {subject} and {name} are filled in. Empty: our own words."),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "data-autosize": ""}),
    )
    trusted_servers = forms.CharField(
        label=_("Mail servers whose checks count"),
        help_text=_(
            "Only when another server takes your mail in: its name as it stands first in the header "
            "Authentication-Results of your mails, such as mx.google.com; several with spaces between. It must remove "
            "such headers of others."
        ),
        max_length=1000,
        required=False,
    )
    host = forms.CharField(
        label=_("IMAP server"),
        help_text=_("Only if mail is to be fetched. Leave empty when your mail server hands it to the desk."),
        max_length=255,
        required=False,
    )
    port = forms.IntegerField(
        label=_("Port"),
        help_text=_("993 with TLS, 143 with STARTTLS."),
        min_value=1,
        max_value=65535,
        initial=993,
        required=False,
    )
    encryption = forms.ChoiceField(
        label=_("Encryption"),
        help_text=_("TLS wherever the server has it; without any the password travels in plain."),
        choices=ENCRYPTION,
        required=False,
    )
    user = forms.CharField(
        label=_("User"),
        help_text=_("The name that the mail server knows the account by, often the whole address."),
        max_length=320,
        required=False,
    )
    secret = forms.CharField(
        label=_("Password"),
        help_text=_("Kept as it is when you leave this empty."),
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    folder = forms.CharField(
        label=_("Folder"),
        help_text=_("INBOX holds what arrives."),
        max_length=200,
        initial="INBOX",
        required=False,
    )
    reads_sent = forms.BooleanField(
        label=_("Also read the Sent folder"),
        help_text=_(
            "What an agent answers from an ordinary mail program, with this account, joins its ticket. It is not sent "
            "again. Mail that answers no ticket is not kept."
        ),
        required=False,
    )
    sent_folder = forms.CharField(
        label=_("Sent folder"),
        help_text=_("Empty: the one that the mail server marks."),
        max_length=200,
        required=False,
    )
    takes_all = forms.BooleanField(
        label=_("Also take the mails that are there already"),
        help_text=_("Otherwise only what arrives from now on."),
        required=False,
    )

    def __init__(self, data, inbox: Inbox, **options):
        self.mailbox = Mailbox.objects.filter(inbox=inbox).first() if inbox.pk else None
        super().__init__(data, **options)
        if self.mailbox:
            del self.fields["takes_all"]

    def clean_sender_style(self) -> str:
        return self.cleaned_data["sender_style"] or BOTH

    def clean_reply_to(self) -> str:
        return _address(self.cleaned_data["reply_to"])

    def clean_archive(self) -> str:
        address = _address(self.cleaned_data["archive"])
        if address and is_own(address):
            raise forms.ValidationError(
                _t("This is an address of the desk: every copy would become a ticket. Choose another.")
            )
        return address

    def clean_trusted_servers(self) -> str:
        names = self.cleaned_data["trusted_servers"].replace(",", " ").lower().split()
        wrong = next((each for each in names if not SERVER_NAME.fullmatch(each)), "")
        if wrong:
            raise forms.ValidationError(_t("“%(word)s” is no name of a mail server.") % {"word": wrong})
        return " ".join(dict.fromkeys(names))

    def clean(self) -> dict:
        words = super().clean() or {}
        if not words.get("host") or self.errors:
            return words
        if not words.get("user"):
            self.add_error("user", _t("Write the name that the mail server knows the account by."))
        elif not (words.get("secret") or self.mailbox):
            self.add_error("secret", _t("Write the password of the account."))
        elif not words.get("secret") and self._is_elsewhere(words):
            self.add_error(
                "secret",
                _t(
                    "The account is another one, so write the password too: the one kept here goes nowhere else."
                ),
            )
        elif self._is_new_account(words):
            self._try(words)
        return words

    def _is_new_account(self, words: dict) -> bool:
        now = self.mailbox
        return (
            now is None or bool(words["secret"]) or any(getattr(now, name) != words[name] for name in ACCOUNT)
        )

    def _is_elsewhere(self, words: dict) -> bool:
        """Whether the password that is kept would go where nobody entered it for."""
        return any(getattr(self.mailbox, name) != words[name] for name in WHERE)

    def _try(self, words: dict) -> None:
        try:
            require_account(self._account(words))
        except Refused as refusal:
            self.add_error("secret", account_sentence(refusal))
        except (OSError, IMAPClientError) as error:
            self.add_error("host", account_sentence(error))

    def _account(self, words: dict) -> Mailbox:
        """The account as written, not saved."""
        old = self.mailbox
        account = Mailbox(**{name: words[name] for name in ACCOUNT if words.get(name)})
        account.secret = words["secret"] or (old.secret if old else "")
        if old and not account.secret:
            account.pk = old.pk  # somebody signed in: it has its grant
        return account

    def keep(self, inbox: Inbox) -> None:
        """Put the valid form into `inbox.settings`, which the caller saves, and its mailbox; in one transaction."""
        words = self.cleaned_data
        inbox.settings = {**inbox.settings, **{name: words[name] for name in WORDS}}
        if not words["host"]:
            Mailbox.objects.filter(inbox=inbox).delete()
            return
        if self._is_new_account(words):
            self._keep_account(inbox, words)
        mailbox = Mailbox.objects.get(inbox=inbox)
        choose_sent(mailbox, is_read=words["reads_sent"], name=words["sent_folder"])

    def _keep_account(self, inbox: Inbox, words: dict) -> None:
        account = self._account(words)
        values = {name: getattr(account, name) for name in [*ACCOUNT, "secret"]} | {"error": ""}
        if self.mailbox is None:
            since = {"since": None} if words.get("takes_all") else {}
            Mailbox.objects.create(inbox=inbox, **values, **since)
            return
        moved = any(getattr(self.mailbox, name) != values[name] for name in ("host", "user", "folder"))
        cursor = {"uid_validity": None, "last_uid": 0} if moved else {}
        if any(getattr(self.mailbox, name) != values[name] for name in ("host", "user")):
            SentFolder.objects.filter(mailbox=self.mailbox.pk).delete()
        if words["secret"]:
            Grant.objects.filter(mailbox=self.mailbox.pk).delete()
        Mailbox.objects.filter(pk=self.mailbox.pk).update(**values, **cursor)


def _address(typed: str) -> str:
    """The address in its normal form, empty when none is wanted."""
    try:
        return normal(Kind.EMAIL, typed) if typed.strip() else ""
    except Refused as refusal:
        raise forms.ValidationError(str(refusal)) from None


def settings_form(data, inbox: Inbox) -> EmailInboxForm:
    """The form of `inbox` with what is set."""
    form = EmailInboxForm(data, inbox, prefix="email")
    form.initial = {name: inbox.setting(name) for name in WORDS}
    if form.mailbox:
        form.initial |= {name: getattr(form.mailbox, name) for name in ACCOUNT}
        sent = getattr(form.mailbox, "sent", None)
        form.initial |= {
            "reads_sent": sent is not None, "sent_folder": sent.folder if sent and sent.is_chosen else "",
        }  # fmt: skip
    return form
