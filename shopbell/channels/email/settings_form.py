"""What an admin may set for an e-mail inbox: who its mails come from, its acknowledgement, and its account."""

import re

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.language import languages
from shopbell.core.errors import Refused
from shopbell.customers.identity import Kind, normal

from ..inbox import Inbox
from .imap.account_form import AccountForm, account_now
from .imap.mailbox import Mailbox
from .joining.party import is_own
from .recipient import leads_to
from .sending.language import SPOKEN, TEXT, TEXTS
from .sending.sender import BOTH, STYLES
from .sending.sender import SETTINGS as SENDER_SETTINGS
from .sending.way_out import way_of
from .sending.way_out_form import NAMES as WAY_NAMES
from .sending.way_out_form import WayOutForm, way_now
from .settings_groups import Group, grouped
from .ways_in import is_unconnected

WORDS = [
    *SENDER_SETTINGS,
    "language",
    "acknowledge",
    "acknowledgement",
    *TEXTS,
    "trusted_servers",
    "form_senders",
    "aliases",
]
SERVER_NAME = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?")


class EmailInboxForm(WayOutForm, AccountForm):
    sender_name = forms.CharField(
        label=_("Sender's name"),
        help_text=_("After the agent's first name, as in “Ada (Care)”. Empty: the inbox's name."),
        max_length=80,
        required=False,
    )
    sender_style = forms.ChoiceField(
        label=_("Who writes"),
        help_text=_("Who customers see as the sender of an answer."),
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
    has_tokens = forms.BooleanField(
        label=_("Add a token to the address that answers go to"),
        help_text=_(
            "Answers to name+token@… find their ticket whatever the customer's program leaves out. Switch it off where "
            "your mail host takes no mail for such addresses: answers are then known by what they refer to."
        ),
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
    language = forms.ChoiceField(
        label=_("Language of its mails"),
        help_text=_("To customers whose own language nobody knows; those who are known get theirs."),
        choices=lambda: [("", _t("The desk's own")), *languages()],
        required=False,
    )
    acknowledge = forms.BooleanField(
        label=_("Acknowledge new tickets with their number"),
        help_text=_("A customer hears at once that their mail arrived; programs and lists never do."),
        required=False,
    )
    acknowledgement = forms.CharField(
        label=_("Words of the acknowledgement"),
        help_text=_(
            "{number}, {subject}, {name} and {promise} (by when the answer comes) are filled in. For every language "
            "without words of its own below. Empty: ours, in the customer's language."
        ),
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

    aliases = forms.CharField(
        label=_("Further addresses"),
        help_text=_(
            "Addresses whose mail also arrives here, separated by spaces, such as info@shop.example. Answers "
            "leave from the address above."
        ),
        max_length=1000,
        required=False,
    )
    form_senders = forms.CharField(
        label=_("Senders that write for others"),
        help_text=_(
            "Addresses of contact forms and shop systems, with spaces between, such as forms@service.example. Whoever "
            "their mails name in Reply-To is the customer. Yours and those of the well-known kinds need not stand here."
        ),
        max_length=1000,
        required=False,
    )

    def __init__(self, data, inbox: Inbox, **options):
        self.inbox, self.way = inbox, way_of(inbox)
        self.mailbox = Mailbox.objects.filter(inbox=inbox).first() if inbox.pk else None
        super().__init__(data, **options)
        account = [name for name in AccountForm.base_fields if name in self.fields]
        self.order_fields([*WORDS, *account, *WAY_NAMES])
        if self.mailbox:
            del self.fields["takes_all"]
        self.offer_folders()

    def clean(self) -> dict:
        words = super().clean() or {}
        self.clean_way_out(words)
        return words

    @property
    def folds(self) -> list[dict]:
        """What few shops write stands behind a line, open where something is written."""
        has_texts = any(self[name].value() or self[name].errors for name in TEXTS)
        has_way = bool(self["out_sign_in"].value()) or any(self[name].errors for name in WAY_NAMES)
        return [
            {"names": list(TEXTS), "label": _t("Own words for each language"), "is_open": has_texts},
            {"names": WAY_NAMES, "label": _t("Another way out than the desk's"), "is_open": has_way},
        ]

    def groups(self, form: forms.Form) -> list[Group]:
        """All fields of the page, `form` being what every inbox has, under headings."""
        shows_account = self.mailbox is not None or is_unconnected(self.inbox)
        return grouped(form, self, shows_account=shows_account, folds=self.folds)

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
            raise forms.ValidationError(_t("“%(word)s” is not the name of a mail server.") % {"word": wrong})
        return " ".join(dict.fromkeys(names))

    def clean_form_senders(self) -> str:
        return _addresses(self.cleaned_data["form_senders"])

    def clean_aliases(self) -> str:
        aliases = _addresses(self.cleaned_data["aliases"])
        others = Inbox.objects.filter(channel="email").exclude(pk=self.inbox.pk)
        for alias in aliases.split():
            if other := next((each for each in others if leads_to(each, alias)), None):
                raise forms.ValidationError(
                    _t("%(address)s leads to the inbox %(inbox)s already.")
                    % {"address": alias, "inbox": other}
                )
        return aliases

    def keep(self, inbox: Inbox) -> None:
        """Put the valid form into `inbox.settings`, which the caller saves, and its mailbox; in one transaction."""
        words = self.cleaned_data
        inbox.settings = {**inbox.settings, **{name: words[name] for name in WORDS}}
        self.keep_account(inbox)
        self.keep_way_out(inbox)


EmailInboxForm.base_fields |= {
    f"{TEXT}_{code}": forms.CharField(
        label=format_lazy(_("Acknowledgement in {language}"), language=dict(languages())[code]),
        help_text=_("To customers of this language, in place of the words above. Empty: those, or ours."),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "data-autosize": "", "dir": "auto"}),
    )
    for code in SPOKEN
}


def _addresses(typed: str) -> str:
    """The addresses in their normal form, each once, with spaces between."""
    return " ".join(dict.fromkeys(_address(each) for each in typed.replace(",", " ").split()))


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
        form.initial |= account_now(form.mailbox)
    form.initial |= way_now(form.way)
    return form
