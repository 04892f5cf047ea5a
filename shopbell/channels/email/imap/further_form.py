"""The part of an inbox's form that chooses further folders of its IMAP account.

What stands there at first are those that are read. A button lists all that the mail server has (`server_folders.py`);
what was chosen is looked up there once more before it is kept, since any name may be written into a form.
"""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from imapclient.exceptions import IMAPClientError

from shopbell.core.errors import Refused

from ..trial import account_sentence
from .further_folder import choose_further
from .mailbox import Mailbox
from .server_folders import ServerFolder, list_folders

MOST_READ = 50  # each is asked about every minute, on one connection


class FolderNames(forms.MultipleChoiceField):
    """Names of folders, each as its mail server has it."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value: str) -> bool:
        return 0 < len(value) <= 200


class FurtherForm(forms.Form):
    mailbox: Mailbox | None

    further = FolderNames(  # type: ignore[call-arg]
        label=_("Further folders"),
        help_text=_(
            "Where rules of your mail server put customers' mail. What arrives there from now on becomes tickets; what "
            "lies in the Junk folder becomes tickets in the view Spam."
        ),
        required=False,
        template_name="email/further_folders.html",
    )

    def offer_folders(self) -> None:
        """Show those that are read, and those that were ticked; no folders without an account to have them."""
        if self.mailbox is None:
            del self.fields["further"]
            return
        widget, name = self.fields["further"].widget, self.add_prefix("further")
        ticked = widget.value_from_datadict(self.data, self.files, name) or [] if self.is_bound else []
        here = {each.folder: each.is_junk for each in self.mailbox.further.all()}
        offered = [ServerFolder(each, here.get(each, False)) for each in sorted({*here, *ticked})]
        self.fields["further"].choices = folder_choices(offered)  # type: ignore[attr-defined]

    def look_up_folders(self, account: Mailbox, *, is_new_account: bool) -> None:
        """Refuse what the server does not have, where anything is another than before."""
        self.found: dict[str, bool] | None = None
        wanted = set(self.cleaned_data.get("further") or [])
        here = {each.folder: each.is_junk for each in self.mailbox.further.all()} if self.mailbox else {}
        if not wanted or (wanted == here.keys() and not is_new_account):
            self.found = {name: here[name] for name in wanted}
            return
        if len(wanted) > MOST_READ:
            words = _t(
                "The desk reads at most %(most)s further folders of an account. Take some off the list."
            )
            self.add_error("further", words % {"most": MOST_READ})
            return
        try:
            there = {each.name: each.is_junk for each in list_folders(account)}
        except (Refused, OSError, IMAPClientError) as error:
            self.add_error("further", account_sentence(error))
            return
        if missing := sorted(wanted - there.keys()):
            words = _t("The mail server offers no folder “%(folder)s” to read besides. Take it off the list.")
            self.add_error("further", words % {"folder": missing[0]})
            return
        self.found = {name: there[name] for name in wanted}

    def keep_folders(self, mailbox: Mailbox) -> None:
        choose_further(mailbox, self.found or {})


def folder_choices(folders: Iterable[ServerFolder]) -> list[tuple[str, str]]:
    return [
        (
            each.name,
            _t("%(folder)s (Junk: into the view Spam)") % {"folder": each.name}
            if each.is_junk
            else each.name,
        )
        for each in folders
    ]
