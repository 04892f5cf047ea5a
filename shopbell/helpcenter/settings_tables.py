"""The help centre on the settings pages: the centre itself, and its categories. Old addresses: `redirect_table.py`."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shopbell.accounts.language import languages
from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.channels.form.translated_lines import WordsByLanguage
from shopbell.core.reader import language_name
from shopbell.core.settings_card import Card, add_card
from shopbell.core.settings_form import form_page
from shopbell.core.settings_pages import Column, settings_pages
from shopbell.core.settings_picture import describe

from .category import Category
from .centre import MOST_WELCOME, HelpCentre
from .named_form import NamedForm, names_facet

PAGE = "settings-help"


class CentreForm(forms.ModelForm):
    languages = forms.CharField(
        label=_("Languages"),
        help_text=_(
            "In order, with commas between them. Articles are written in the first unless you choose another."
        ),
    )

    welcomes = WordsByLanguage(
        label=_("Greeting in other languages"),
        longest=MOST_WELCOME,
        help_text=_(
            "One language per line, like “de: Wie können wir helfen?”. Others read the greeting above."
        ),
    )

    class Meta:
        model = HelpCentre
        fields = [
            "is_on",
            "languages",
            "welcome",
            "welcomes",
            "shows_most_read",
            "follow_days",
            "review_days",
            "asks_consent",
        ]
        help_texts = {
            "is_on": _("While it is not, only agents see it."),
            "follow_days": _(
                "From 1 to 14, besides the day itself. So long the figures wait for a ticket of the same browser."
            ),
            "review_days": _(
                "From its first publishing on. Whoever publishes it becomes its owner where it has none. Up to 1100; "
                "0: no day is set by itself."
            ),
            "asks_consent": _(
                "For an article made of a ticket. What a customer wrote is never published without their yes; what you "
                "say in your own words needs none."
            ),
            "shows_most_read": _("A list above the categories, of the last 30 days, once enough was read."),
            "welcome": _("Stands above the categories; empty: “How can we help?”."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["languages"] = _named(self.instance.languages)

    def clean_languages(self) -> list[str]:
        """Each by its name in the reader's language, its own name, or its code."""
        said = [word.strip().casefold() for word in re.split("[,،;]", self.cleaned_data["languages"])]
        known = {
            name.casefold(): code for code, own in languages() for name in (own, code, language_name(code))
        }
        asked = [word for word in said if word]
        if not asked or not known.keys() >= set(asked):
            names = _named([code for code, _own in languages()])
            raise ValidationError(_t("Choose among these languages: %(names)s.") % {"names": names})
        return list(dict.fromkeys(known[word] for word in asked))


def _named(codes: list[str]) -> str:
    """Languages by their names, as the reader writes them one after the other."""
    return ", ".join(map(language_name, codes))


def _greeting_in(code: str) -> str:
    return _t("Greeting (%(language)s)") % {"language": language_name(code)}


describe(HelpCentre, shown={"languages": _named}, part_label=_greeting_in)


ICONS = [
    ("circle-help", _("Question mark")), ("truck", _("Lorry")), ("package", _("Parcel")), ("undo-2", _("Arrow back")),
    ("repeat-2", _("Two arrows")), ("shield-alert", _("Shield")), ("banknote", _("Banknote")),
    ("credit-card", _("Card")), ("ruler", _("Ruler")), ("sparkles", _("Sparkles")), ("user-round", _("Person")),
    ("messages-square", _("Speech")), ("pencil", _("Pencil")), ("book-open", _("Book")), ("shopping-bag", _("Bag")),
]  # fmt: skip


class CategoryForm(NamedForm):
    name_help = _("What shoppers want to do: “Send something back”.")

    class Meta:
        model = Category
        fields = ["slug", "icon", "position"]
        widgets = {"icon": forms.Select(choices=ICONS)}
        help_texts = {
            "icon": _("Stands beside its name."),
            "slug": _("Lower-case letters, digits and hyphens: returns."),
            "position": _("Smaller numbers come first."),
        }

    def clean_icon(self) -> str:
        icon = self.cleaned_data["icon"]
        if icon not in dict(ICONS) and icon != self.instance.icon:
            raise ValidationError(_t("Choose one of the icons."))
        return icon


describe(Category, more=[names_facet()])

CATEGORIES: list[URLPattern] = settings_pages(
    Category,
    slug="help-categories",
    door=agent_view(Permission.SETTINGS_MANAGE),
    form=CategoryForm,
    group="help",
    icon="folder",
    searched="names__name",
    label=_("Categories of the help centre"),
    new=_("New category"),
    lead=_("What shoppers want to do, in the order in which they read it."),
    empty=_("No category yet. Make one for what you are asked most."),
    rows=lambda: Category.objects.prefetch_related("names").annotate(count=Count("articles")),
    kept=lambda category: _t("Articles stand in it. Move them first.") if category.articles.exists() else "",
    columns=[Column(_("Articles"), lambda category: category.count, is_number=True)],
)
add_card(
    Card(
        PAGE,
        _("Help centre"),
        _("Whether the public may see it, and its languages."),
        icon="book-open",
        permission=Permission.SETTINGS_MANAGE,
        forms=lambda: [CentreForm],
        group="help",
        is_form=True,
    )
)


@agent_view(Permission.SETTINGS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def centre(request: AgentRequest) -> HttpResponse:
    return form_page(
        request, CentreForm, HelpCentre.current(), page=PAGE, title=_("Help centre"),
        lead=_("Articles are written under Help centre in the rail; here is what holds for all of them."),
    )  # fmt: skip


CENTRE: list[URLPattern] = [path("desk/settings/help/", centre, name=PAGE)]
