"""The questions of a contact form as fields that shoppers fill in, and what was filled in read as its kind.

No box is marked as needed for the browser: those of topics that are not ticked are hidden, and a browser would refuse
to send the form for one that nobody sees. The server asks only what belongs to the ticked topics.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from shopbell.core.errors import Refused
from shopbell.tickets.field import MAX_CHARACTERS, CustomField, FieldKind
from shopbell.tickets.field_value import parse_value, words_of

from .field import Asks, FormField
from .files import PhotosField

# those of who is signed in; a list that is not there offers nothing, nor does the browser: it would offer other numbers
OWN_ORDERS = {"list": "own-orders", "autocomplete": "off"}
NEEDED = gettext_lazy("We need this to help you. Please fill it in.")
MOST_BUTTONS = 6  # of a list: a longer one is a menu


def box_for(question: FormField) -> forms.Field:
    """The form field of `question`, in the reader's language."""
    words: dict[str, Any] = {
        "label": _apart(question.words),
        "help_text": _apart(question.help_words) if question.help_words else "",
        "required": False,
    }
    if question.asks == Asks.PHOTOS:
        return PhotosField(**words)
    if question.asks == Asks.ORDER:
        return forms.CharField(max_length=60, widget=forms.TextInput(attrs=OWN_ORDERS), **words)
    if question.asks == Asks.PRODUCT and question.field and question.field.kind == FieldKind.TEXT:
        return _product(words)
    kind = FieldKind(question.field.kind) if question.field else FieldKind.TEXT
    return BOXES[kind](question, words)


def _apart(words: str) -> str:
    """Words of the shop in a direction of their own: they may be in another language than the page."""
    return format_html("<bdi>{}</bdi>", words)


def answer_of(question: FormField, given: Any) -> Any:
    """What was filled in, as its ticket field keeps it; None where nothing was. Raises ValidationError."""
    if question.field is None:
        return given or None
    given = given if isinstance(given, list) else [str(given or "")]
    # shoppers read their own question in a refusal, not what agents call the field
    field = CustomField(name=question.words, kind=question.field.kind, choices=question.field.choices)
    try:
        return parse_value(field, given)
    except Refused as refusal:
        raise forms.ValidationError(str(refusal)) from None


def check_answers(form: forms.Form, questions: Iterable[FormField], ticked: set[int]) -> None:
    """Leave in `form.cleaned_data` what was asked of somebody who ticked these topics, and say what is missing."""
    for question in questions:
        key = question.key
        if not question.is_asked_of(ticked):
            form.errors.pop(key, None)
            form.cleaned_data[key] = None
            continue
        if key in form.errors:
            continue
        try:
            form.cleaned_data[key] = answer_of(question, form.cleaned_data.get(key))
        except forms.ValidationError as error:
            form.add_error(key, error)
            continue
        if question.is_required and form.cleaned_data[key] is None and not _is_kept(form, question):
            form.add_error(key, NEEDED)


def _is_kept(form: forms.Form, question: FormField) -> bool:
    """Whether photos came with an earlier try."""
    return question.asks == Asks.PHOTOS and bool(getattr(form, "kept", None))


def _product(words: dict) -> forms.Field:
    """Free words, with the shop's products to choose from while they are typed (`widget/src/contact/products.ts`)."""
    attrs = {"data-products": "", "autocomplete": "off"}
    return forms.CharField(max_length=MAX_CHARACTERS, widget=forms.TextInput(attrs=attrs), **words)


def _text(question: FormField, words: dict) -> forms.Field:
    return forms.CharField(max_length=MAX_CHARACTERS, **words)


def _long(question: FormField, words: dict) -> forms.Field:
    return forms.CharField(max_length=MAX_CHARACTERS, widget=forms.Textarea(attrs={"rows": 4}), **words)


def _number(question: FormField, words: dict) -> forms.Field:
    return forms.CharField(
        max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal", "dir": "ltr"}), **words
    )


def _date(question: FormField, words: dict) -> forms.Field:
    return forms.CharField(max_length=40, widget=forms.TextInput(attrs={"type": "date"}), **words)


def _link(question: FormField, words: dict) -> forms.Field:
    attrs = {"inputmode": "url", "dir": "ltr", "placeholder": "https://"}
    return forms.CharField(max_length=MAX_CHARACTERS, widget=forms.TextInput(attrs=attrs), **words)


def _choice(question: FormField, words: dict) -> forms.Field:
    return _one_of(question.offered, words)


def _choices(question: FormField, words: dict) -> forms.Field:
    return forms.MultipleChoiceField(choices=question.offered, widget=forms.CheckboxSelectMultiple, **words)


def _yes_no(question: FormField, words: dict) -> forms.Field:
    return _one_of([(said, words_of(said == "yes").capitalize()) for said in ("yes", "no")], words)


def _one_of(offered: list[tuple[str, str]], words: dict) -> forms.Field:
    if len(offered) <= MOST_BUTTONS:
        return forms.ChoiceField(choices=offered, widget=forms.RadioSelect, **words)
    return forms.ChoiceField(choices=[("", "–"), *offered], **words)


BOXES: dict[FieldKind, Callable[[FormField, dict], forms.Field]] = {
    FieldKind.TEXT: _text,
    FieldKind.LONG: _long,
    FieldKind.NUMBER: _number,
    FieldKind.DATE: _date,
    FieldKind.CHOICE: _choice,
    FieldKind.CHOICES: _choices,
    FieldKind.YES_NO: _yes_no,
    FieldKind.LINK: _link,
}
