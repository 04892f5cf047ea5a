"""The questions of the contact form on the settings pages, each with what shoppers will see of it."""

from typing import Any

from django import forms
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import URLPattern
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import agent_view
from shopbell.core.settings_pages import Column, settings_pages
from shopbell.core.settings_picture import describe, many
from shopbell.tickets.field import About, CustomField

from ..inbox import Inbox
from ..page_languages import page_languages
from .asking import box_for
from .field import FORM_CHANNELS, FormField
from .topics import all_topics
from .translated_lines import ListsByLanguage, WordsByLanguage, said_in_language


class QuestionForm(forms.ModelForm):
    labels = WordsByLanguage(
        label=_("In other languages"),
        longest=120,
        help_text=_("One language per line, like “de: Welche Größe?”. Others read the question above."),
    )
    helps = WordsByLanguage(
        label=_("Help in other languages"),
        longest=200,
        help_text=_("One language per line, like “de: Sie steht im Etikett.”"),
    )
    choices = ListsByLanguage(
        label=_("Choices in other languages"),
        help_text=_(
            "For a field with a list: one language per line, the words in its order, like “de: Klein; Groß”."
        ),
    )

    class Meta:
        model = FormField
        fields = [
            *("asks", "field", "label", "labels", "help", "helps", "choices"),
            *("reasons", "inboxes", "is_required", "position", "is_active"),
        ]
        widgets = {"reasons": forms.CheckboxSelectMultiple, "inboxes": forms.CheckboxSelectMultiple}
        help_texts = {
            "asks": _(
                "Most answers are kept by a ticket field; the order is looked up, and photos are files."
            ),
            "field": _("It says of which kind the answer is, and agents find it there."),
            "label": _("What shoppers read. Empty: the name of the ticket field."),
            "help": _("A sentence below it: where the number is found."),
            "reasons": _("Asked as soon as one of them is ticked. With none, everybody is asked."),
            "inboxes": _("With none, every contact form asks it."),
            "is_required": _("Only of those who are asked."),
            "position": _("Smaller numbers come first."),
            "is_active": _("Once switched off, nobody is asked; what tickets hold stays."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["field"].queryset = CustomField.objects.offered(About.TICKET)
        fields["reasons"].queryset = all_topics()
        fields["reasons"].label_from_instance = lambda reason: reason.path
        fields["inboxes"].queryset = Inbox.objects.filter(channel__in=FORM_CHANNELS)


def face(form: forms.ModelForm) -> str:
    """The question as shoppers would see it now."""
    question = form.instance
    drawn = forms.Form(auto_id="face_%s")
    drawn.fields["asked"] = box_for(question)
    shown = render_to_string("form/question_face.html", {"box": drawn["asked"], "question": question})
    return mark_safe(shown)  # noqa: S308 (our own template, which escapes)


def lacking_languages(question: FormField) -> str:
    """Said where readers of some language of the pages read the question in another one."""
    others = [own for code, own in page_languages()[1:] if not said_in_language(question.labels, code)]
    if not others:
        return ""
    told = {"languages": ", ".join(others), "question": question}
    return _t("“%(question)s” is not written in %(languages)s: readers there read it as it stands.") % told


describe(FormField, more=[many(FormField, "reasons"), many(FormField, "inboxes")], part_label=str.upper)

QUESTIONS: list[URLPattern] = settings_pages(
    FormField,
    door=agent_view(Permission.SETTINGS_MANAGE),
    form=QuestionForm,
    icon="clipboard-list",
    slug="form-questions",
    label=_("Questions of the contact form"),
    new=_("New question"),
    lead=_(
        "What shoppers are asked besides their message, by what they write about: size, order number, photos."
    ),
    empty=_("No question yet. Ask at once what you would have to ask in your first answer."),
    rows=lambda: FormField.objects.select_related("field").prefetch_related("reasons", "inboxes"),
    meant=lambda word: Q(label__icontains=word) | Q(field__name__icontains=word),
    preview=face,
    warned=lacking_languages,
    columns=[
        Column(_("Asks for"), lambda question: question.field or question.get_asks_display()),
        Column(_("Topics"), lambda question: ", ".join(map(str, question.reasons.all())) or _t("All")),
        Column(_("Inboxes"), lambda question: ", ".join(map(str, question.inboxes.all())) or _t("All")),
        Column(_("Needed"), lambda question: _t("Yes") if question.is_required else _t("No")),
        Column(_("In use"), lambda question: _t("Yes") if question.is_active else _t("No")),
    ],
    group="shop",
)
