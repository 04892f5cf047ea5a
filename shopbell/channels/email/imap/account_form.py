"""The part of an inbox's form that names the IMAP account it fetches from.

The password is never shown again: an empty field keeps the one that is there, for the same account only. A
changed account is tried before it is kept, so that a typing error shows here and not in next week's missing mail.
"""

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from imapclient.exceptions import IMAPClientError, LoginError

from shopbell.core.errors import Refused

from ...inbox import Inbox
from ..trial import account_sentence, require_account
from .further_folder import FurtherFolder
from .further_form import FurtherForm
from .mailbox import ENCRYPTION, Mailbox, is_same_user
from .sent_folder import SentFolder, choose_sent
from .sign_in.grant import Grant

WHERE = ["host", "port", "encryption", "user"]
ACCOUNT = [*WHERE, "folder"]


class AccountForm(FurtherForm):
    mailbox: Mailbox | None

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

    def clean(self) -> dict:
        words = super().clean() or {}
        if not words.get("host") or self.errors:
            return words
        if not words.get("user"):
            self.add_error("user", _t("Enter the name that the mail server knows the account by."))
        elif not (words.get("secret") or self.mailbox):
            self.add_error("secret", _t("Enter the password of the account."))
        elif not words.get("secret") and self._is_elsewhere(words):
            self.add_error(
                "secret",
                _t(
                    "The account is another one, so write the password too: the one kept here goes nowhere else."
                ),
            )
        elif self._is_new_account(words):
            self._try(words)
        if not self.errors:
            self.look_up_folders(self._account(words), is_new_account=self._is_new_account(words))
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
        except (Refused, LoginError) as refusal:
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

    def keep_account(self, inbox: Inbox) -> None:
        """Put the valid form into the mailbox of `inbox`, in the caller's transaction."""
        words = self.cleaned_data
        if not words["host"]:
            Mailbox.objects.filter(inbox=inbox).delete()
            return
        if self._is_new_account(words):
            self._keep_account(inbox, words)
        mailbox = Mailbox.objects.get(inbox=inbox)
        self.keep_folders(mailbox)
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
        sent = SentFolder.objects.filter(mailbox=self.mailbox.pk)
        further = FurtherFolder.objects.filter(mailbox=self.mailbox.pk)
        for rows in (sent, further):
            if not is_same_user(self.mailbox.user, str(values["user"])):
                rows.delete()  # what somebody else has is read from now on
            elif any(getattr(self.mailbox, name) != values[name] for name in ("host", "user")):
                rows.update(uid_validity=None, last_uid=0)  # another server's numbers; nothing is doubled
        if words["secret"]:
            Grant.objects.filter(mailbox=self.mailbox.pk).delete()
        Mailbox.objects.filter(pk=self.mailbox.pk).update(**values, **cursor)


def account_now(mailbox: Mailbox) -> dict:
    """What the form begins with."""
    sent = getattr(mailbox, "sent", None)
    now = {name: getattr(mailbox, name) for name in ACCOUNT}
    return now | {
        "further": [each.folder for each in mailbox.further.all()],
        "reads_sent": sent is not None,
        "sent_folder": sent.folder if sent and sent.is_chosen else "",
    }
