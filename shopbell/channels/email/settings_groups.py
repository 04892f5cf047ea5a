"""The settings of an e-mail inbox under headings, in the order in which a mail comes and goes."""

from dataclasses import dataclass, field

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _t

ACCOUNT = [
    *("host", "port", "encryption", "user", "secret", "folder"),
    *("further", "reads_sent", "sent_folder", "takes_all"),
]


@dataclass(frozen=True)
class Group:
    """Some of the fields of an inbox under a heading. `link` leads to where the rest of it is set."""

    title: str
    words: str
    fields: list[forms.BoundField]
    is_open: bool = True
    link: str = ""
    folds: list[dict] = field(default_factory=list)  # fields that few shops write, each behind a line

    @property
    def is_wrong(self) -> bool:
        return any(each.errors for each in self.fields) or any(
            each.errors for fold in self.folds for each in fold["fields"]
        )


def grouped(form: forms.Form, own: forms.Form, *, shows_account: bool, folds: list[dict]) -> list[Group]:
    """All fields of an e-mail inbox, those of every inbox (`form`) among its `own`, in the order of a mail's way."""

    def of(*names: str) -> list[forms.BoundField]:
        homes = [(name, own if name in own.fields else form) for name in names]
        return [home[name] for name, home in homes if name in home.fields]

    texts, way_out = ({**fold, "fields": of(*fold["names"])} for fold in folds)

    return [
        Group(
            _t("Name and address"),
            _t("What customers and colleagues call this inbox, and where customers write to."),
            of("name", "address", "aliases", "form_senders", "team", "is_active"),
        ),
        Group(
            _t("How mail comes in"),
            _t(
                "Only if the desk is to fetch mail from a mailbox that you have elsewhere. Nothing is needed here when "
                "your mail server hands mail to the desk."
            ),
            of(*ACCOUNT),
            is_open=shows_account,
        ),
        Group(
            _t("How mail goes out"),
            _t(
                "Who customers see as the sender, where their answers go, and what else happens to what you "
                "send."
            ),
            of("sender_name", "sender_style", "reply_to", "has_tokens", "archive", "tracks_opening"),
            folds=[way_out],
        ),
        Group(
            _t("What customers read"),
            _t("The words that the desk adds to your mails or sends by itself."),
            of("signature", "logo", "remove_logo", "language", "acknowledge", "acknowledgement"),
            folds=[texts],
        ),
        Group(
            _t("Spam"),
            _t(
                "How careful the filter is, is set for all inboxes at once. Here stands whose checks of senders count."
            ),
            of("trusted_servers"),
            is_open=bool(own["trusted_servers"].value()),
            link=reverse("settings-spam"),
        ),
    ]
