"""The forms of the community. Each carries an id of its own, so that sending a page twice writes once."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .board import Board
from .community import mark_of
from .personal import asked_about
from .profile import Profile
from .pseudonym import LONGEST
from .topic import MOST_TITLE, Kind
from .voicing import MOST_WORDS
from .words import MOST_CHARACTERS

PUBLIC = _(
    "Everybody can read this. Leave out order numbers, addresses and names. **Bold**, *italic*, lists and links work."
)

LONGEST_ADDRESS = 500  # of a page of ours that somebody is on their way to


class Once(forms.Form):
    client_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("client_id", uuid.uuid4())


def _words(label) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=MOST_CHARACTERS,
        strip=False,
        help_text=PUBLIC,
        widget=forms.Textarea(attrs={"rows": 7, "dir": "auto"}),
        error_messages={"required": _("Write something first.")},
    )


class ForAll(forms.Form):
    """Words that everybody will read: what is personal in them is asked about once, a second press writes them."""

    asked = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        text = "\n".join(filter(None, [said.get("title"), said.get("text")]))
        if (
            "asked" in self.fields
            and not said.get("asked")
            and (words := asked_about(text, get_language() or ""))
        ):
            data = self.data.copy()  # type: ignore[attr-defined]
            data["asked"] = "on"
            self.data = data
            self.add_error("text", words)
        return said


class AnswerForm(Once, ForAll):
    text = _words(_("Your words"))


class EditForm(ForAll):
    text = _words(_("Your words"))


class TopicForm(Once, ForAll):
    board = forms.ModelChoiceField(
        Board.objects.none(), label=_("Board"), to_field_name="slug", empty_label=None
    )
    kind = forms.ChoiceField(
        label=_("What is it?"), choices=Kind, initial=Kind.QUESTION, widget=forms.RadioSelect
    )
    title = forms.CharField(
        label=_("Title"),
        max_length=MOST_TITLE,
        help_text=_("In one line, as you would ask a friend."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    text = _words(_("Your words"))
    is_followed = forms.BooleanField(label=_("Mail me what others write here"), required=False, initial=True)
    looked = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, language: list[str], by: Profile | None, **kwargs):
        super().__init__(*args, **kwargs)
        rows = Board.objects.prefetch_related("names")
        self.fields["board"].queryset = rows if by and by.is_staff else rows.filter(is_open=True)  # type: ignore[attr-defined]
        self.fields["board"].label_from_instance = lambda board: str(board.named_in(language) or board)  # type: ignore[attr-defined]


class ShopTopicForm(TopicForm):
    """A topic that the shop begins, on any board and in any language of the help centre."""

    language = forms.ChoiceField(label=_("Language"))
    field_order = ["language", "board", "kind", "title", "text"]
    is_followed = None  # type: ignore[assignment]
    looked = None  # type: ignore[assignment]
    asked = None  # type: ignore[assignment]

    def __init__(self, *args, languages: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = languages  # type: ignore[attr-defined]


def agreed_box(rules: str) -> forms.BooleanField:
    """Agrees to the house rules that stand beside it; it carries a mark of them."""
    return forms.BooleanField(
        label=_("I keep the house rules"),
        widget=forms.CheckboxInput(attrs={"value": mark_of(rules)}),
        error_messages={"required": _("Please agree to the house rules.")},
    )


def agreed_to_shown(form) -> bool:
    """Whether the box of `form` was ticked, for the rules as they were shown and no others."""
    is_agreed = form.cleaned_data["agreed"]
    if is_agreed and form.data.get("agreed") != mark_of(form.rules):
        data = form.data.copy()
        del data["agreed"]
        form.data = data
        raise forms.ValidationError(_("The house rules have changed meanwhile. Please read them once more."))
    return is_agreed


class NameForm(forms.Form):
    pseudonym = forms.CharField(
        label=_("Name in the community"),
        max_length=LONGEST,
        help_text=_("Letters and digits, such as Lamp lover 7. You can change it later."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname", "dir": "auto"}),
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_next(self) -> str:
        """No page where it is too long: an error of a field that nobody sees would hold them here."""
        said = self.cleaned_data["next"]
        return said if len(said) <= LONGEST_ADDRESS else ""

    def __init__(self, *args, rules: str = "", **kwargs):
        """`rules`: the house rules to agree to, where they have not been agreed to."""
        super().__init__(*args, **kwargs)
        self.rules = rules
        if rules:
            self.fields["agreed"] = agreed_box(rules)

    def clean_agreed(self) -> bool:
        return agreed_to_shown(self)


class ReportForm(forms.Form):
    words = forms.CharField(
        label=_("What is wrong with it?"),
        max_length=MOST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
