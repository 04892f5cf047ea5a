"""The form by which somebody joins: an address, a name, and the house rules where there are any.

What they had written on the page before goes along in hidden fields. A flood is kept off as from the contact form: by
work of the browser, a field that only machines fill in, and tight limits for who did none.
"""

import uuid
from typing import Any

from django import forms
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.translation import gettext_lazy as _

from shopbell.channels.form.work import doubt_of, new_task
from shopbell.core.errors import Refused
from shopbell.core.storable import storable
from shopbell.customers.identity import Kind, normal

from .asked_name import is_asked_for
from .forms import LONGEST_ADDRESS, agreed_box, agreed_to_shown
from .joining import Wish
from .profile import TAKEN, refuse_taken
from .pseudonym import LONGEST

DOOR = "community joins by form"
WRITES = {"community-ask", "community-answer"}  # pages whose words are kept


class JoinForm(forms.Form):
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=320,
        help_text=_("We mail you a link. Nobody sees your address."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Please enter your e-mail address.")},
    )
    pseudonym = forms.CharField(
        label=_("Name in the community"),
        max_length=LONGEST,
        help_text=_("Letters and digits, such as Lamp lover 7. You can change it later."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname", "dir": "auto"}),
    )
    goes_to = forms.CharField(required=False, widget=forms.HiddenInput)
    join_id = forms.UUIDField(widget=forms.HiddenInput)
    task = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    answer = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)
    # a field that people do not see and machines fill in; the name is one that they like
    website = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"})
    )

    def __init__(self, data=None, *, rules: str, browser: str, goes_to: str = ""):
        begins = {"join_id": uuid.uuid4(), "task": new_task(DOOR), "goes_to": goes_to}
        super().__init__(data, initial=begins)
        self.rules, self.browser = rules, browser
        self.doubt = ""  # why it may come from a program
        if self.rules:
            self.fields["agreed"] = agreed_box(self.rules)
        if self.is_member:
            for name in {"pseudonym", "agreed"} & self.fields.keys():
                self.fields[name].required = False

    @property
    def is_member(self) -> bool:
        """Whether they say that they have a name here already, and only want to be let in."""
        return "is_member" in self.data

    @property
    def is_from_a_machine(self) -> bool:
        return bool(self.data.get("website"))

    def clean_email(self) -> str:
        return _checked(lambda: normal(Kind.EMAIL, self.cleaned_data["email"]))

    def clean_pseudonym(self) -> str:
        """A name that is free now. Whoever has one need not say it; it could be told to be theirs."""
        name = storable(self.cleaned_data["pseudonym"])
        if self.is_member:
            return ""
        _checked(lambda: refuse_taken(name))
        return name

    def clean_agreed(self) -> bool:
        return agreed_to_shown(self)

    def clean_goes_to(self) -> str:
        """A part of an address leads nowhere."""
        goes_to = self.cleaned_data["goes_to"]
        return goes_to if len(goes_to) <= LONGEST_ADDRESS else ""

    @property
    def written(self) -> list[tuple[str, str]]:
        """What came along from a page on which somebody writes."""
        return written_in(self.data, self) if writes(self.cleaned_data.get("goes_to", "")) else []

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        name, form_id = said.get("pseudonym"), said.get("join_id")
        if name and form_id and is_asked_for(name, browser=self.browser, form_id=form_id):
            self.add_error("pseudonym", _(TAKEN))
        try:
            self.doubt = doubt_of(said.get("task") or "", said.get("answer") or "", DOOR)
        except Refused as refusal:
            self.refuse(str(refusal))
        return self.cleaned_data

    def refuse(self, why: str) -> None:
        """Have the page come back with `why`, and do its work anew."""
        self.add_error(None, why)
        data = self.data.copy()  # type: ignore[attr-defined]
        data["task"], data["answer"] = new_task(DOOR), ""
        self.data = data

    def wish(self, language: str) -> Wish:
        said = self.cleaned_data
        return Wish(
            address=said["email"],
            language=language,
            pseudonym=said["pseudonym"],
            goes_to=said["goes_to"],
            written=self.written,
            agreed_to=self.rules if said.get("agreed") else "",
            browser=self.browser,
        )


def _checked(look):
    try:
        return look()
    except Refused as refusal:
        raise forms.ValidationError(str(refusal)) from None


def writes(address: str) -> bool:
    """Whether `address` is a page of the community on which somebody writes."""
    page = _page_at(address)
    return page is not None and page.url_name in WRITES


def topic_in(address: str) -> int | None:
    """The number of the topic that `address` is about."""
    page = _page_at(address)
    return page.kwargs.get("topic_id") if page else None


def _page_at(address: str) -> ResolverMatch | None:
    try:
        return resolve(address.partition("?")[0])
    except Resolver404:
        return None


def written_in(sent, form: forms.Form) -> list[tuple[str, str]]:
    """What was sent besides the fields of `form`: the words of the page that led here."""
    own = {"csrfmiddlewaretoken", "is_member", "agreed", "joining", *form.fields}
    return [
        (storable(key), storable(value)) for key, values in sent.lists() if key not in own for value in values
    ]
