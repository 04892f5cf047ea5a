"""Tags, contact reasons and macros on the settings pages: which fields they have and what a change must respect."""

from django import forms
from django.db.models import Case, Count, Q, When
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import agent_view
from shopbell.core.errors import Refused
from shopbell.core.length import uncut_lines
from shopbell.core.settings_pages import Column, settings_pages
from shopbell.core.settings_picture import describe

from .macro import Macro
from .macro_face import macro_face, steps_in_words
from .macro_form import MacroForm
from .macro_use import COUNTED
from .models import ContactReason, Tag, Ticket
from .reason import CLUES, Stage
from .tag import remove_tag

BY_STAGE = Case(*(When(stage=stage, then=place) for place, stage in enumerate(Stage)))
DOOR = agent_view(Permission.SETTINGS_MANAGE)
MOST_WORDS = 200  # of one reason


class ReasonForm(forms.ModelForm):
    spoken = forms.CharField(
        label=_("Words that suggest it"),
        required=False,
        widget=forms.Textarea,
        help_text=_(
            "One word or phrase a line, as customers write it. Agents are offered the reason where they stand."
        ),
    )
    clues = forms.MultipleChoiceField(
        label=_("What else supports it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Together with words; the first two are enough by themselves."),
    )

    class Meta:
        model = ContactReason
        fields = ["name", "stage", "parent", "team", "position", "is_active", "asks_something", "clues"]
        help_texts = {
            "name": _("In the shopper's words: they choose from this list."),
            "stage": _("When a shopper has this question: before they buy, while they do, or afterwards."),
            "asks_something": _("Switched off, as for praise, no article about it is asked for."),
            "is_active": _("Once switched off, nobody can choose it; tickets keep it."),
            "parent": _("Leave empty for a reason; choose one to make this a detail of it."),
            "team": _("New tickets for this reason go to this team."),
            "position": _("Smaller numbers come first."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        parents = ContactReason.objects.filter(parent=None).exclude(pk=self.instance.pk)
        self.fields["parent"].queryset = parents  # type: ignore[attr-defined]
        self.fields["clues"].choices = CLUES.items()  # type: ignore[attr-defined]
        self.initial["spoken"] = "\n".join(self.instance.words)

    def clean_spoken(self) -> str:
        spoken = self.cleaned_data["spoken"]
        self.instance.words = uncut_lines(spoken, most_lines=MOST_WORDS, most=80)
        return "\n".join(self.instance.words)

    def clean(self) -> dict:
        words = super().clean() or {}
        parent = words.get("parent")
        if parent and self.instance.pk and self.instance.details.exists():
            self.add_error(
                "parent", _t("This reason has details of its own, so it cannot be one. Move them first.")
            )
        if parent and parent.stage != words.get("stage"):
            self.add_error(
                "stage",
                _t("A detail has the stage of its reason: %(stage)s.")
                % {"stage": parent.get_stage_display()},
            )
        return words


def _reason_in_use(reason) -> str:
    """Why it is not deleted: what people wrote about would be forgotten with it."""
    if names := ", ".join(str(detail) for detail in reason.details.all()[:3]):
        return _t("It has details of its own (%(names)s). Delete or move them first.") % {"names": names}
    count = Ticket.objects.filter(reason=reason).count()
    if not count:
        return ""
    return ngettext(
        "%(count)s ticket has this reason. Switch it off instead: it is no longer offered, and the "
        "ticket keeps it.",
        "%(count)s tickets have this reason. Switch it off instead: it is no longer offered, and they keep it.",
        count,
    ) % {"count": count}


def _remove_reason(reason, heir, *, by) -> None:
    if sentence := _reason_in_use(reason):
        raise Refused(sentence)
    reason.delete()


def _tag_in_use(tag) -> str:
    count = tag.tickets.count()
    if not count:
        return ""
    return ngettext("It is on %(count)s ticket.", "It is on %(count)s tickets.", count) % {"count": count}


describe(
    Macro, shown={"actions": steps_in_words}, part_label=lambda code: _t("Text in %(code)s") % {"code": code}
)

TAGS: list[URLPattern] = settings_pages(
    Tag,
    door=DOOR,
    fields=["name"],
    help_texts={"name": _("One or two words; capitals make no other tag.")},
    icon="tag",
    label=_("Tags"),
    new=_("New tag"),
    lead=_("Words that agents put on tickets to find them again."),
    empty=_("No tag yet."),
    in_use=_tag_in_use,
    heirs=lambda tag: Tag.objects.exclude(pk=tag.pk) if tag.tickets.exists() else [],
    heir_label=_("Give its tickets instead"),
    nobody=_("No other tag"),
    remove=remove_tag,
)

REASONS: list[URLPattern] = settings_pages(
    ContactReason,
    door=DOOR,
    form=ReasonForm,
    icon="route",
    slug="reasons",
    label=_("Contact reasons"),
    new=_("New contact reason"),
    lead=_(
        "Why customers write, by the stage of their purchase. Shoppers choose one; it leads the ticket to its team."
    ),
    empty=_("No contact reason yet: every ticket waits for anybody."),
    rows=lambda: ContactReason.objects.select_related("team", "parent").order_by(BY_STAGE, "position", "id"),
    columns=[
        Column(_("Stage"), lambda reason: reason.path.rpartition(" › ")[0]),
        Column(_("Team"), lambda reason: reason.team or "–"),
        Column(_("Offered"), lambda reason: _t("Yes") if reason.is_active else _t("No")),
    ],
    in_use=_reason_in_use,
    remove=_remove_reason,
)

MACROS: list[URLPattern] = settings_pages(
    Macro,
    door=DOOR,
    form=MacroForm,
    icon="zap",
    label=_("Macros"),
    new=_("New macro"),
    lead=_("Answers prepared once, with what is to be done; agents type / in the composer."),
    empty=_("No macro yet. Write down the answer you gave three times this week."),
    rows=lambda: (
        Macro.objects.select_related("team")
        .annotate(uses_lately=Count("uses", filter=Q(uses__at__gt=timezone.now() - COUNTED)))
        .order_by("position", "name", "id")
    ),
    columns=[
        Column(_("Team"), lambda macro: macro.team or _t("Everybody")),
        Column(_("Used in 30 days"), lambda macro: macro.uses_lately, is_number=True),
    ],
    preview=macro_face,
)
