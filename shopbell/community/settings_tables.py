"""The community on the settings pages: the community itself, and its boards."""

from django import forms
from django.http import HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.settings_card import Card, add_card
from shopbell.core.settings_form import form_page
from shopbell.core.settings_pages import Column, settings_pages
from shopbell.core.settings_picture import describe
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.named_form import NamedForm, names_facet

from .board import Board
from .community import MOST_HOURS, Community

PAGE = "settings-community"
IN_LANGUAGES = {"welcome": _("Greeting"), "rules": _("House rules")}


def in_language(key: str, own: str = "") -> str:
    """What `key` of `Community.texts` is called: Greeting (Deutsch)."""
    name, _mark, code = key.partition("_")
    return f"{IN_LANGUAGES.get(name, name)} ({own or code})"


class CommunityForm(forms.ModelForm):
    class Meta:
        model = Community
        fields = [
            "is_on",
            "is_open_to_all",
            "welcome",
            "rules",
            "looked_at_first",
            "ticket_after_hours",
            "asks_products_at_once",
            "team",
        ]
        help_texts = {
            "is_on": _(
                "Open it when somebody looks after it: an empty forum tells shoppers that nobody is there. "
                "While it is not, only agents see it."
            ),
            "is_open_to_all": _(
                "By an e-mail address that they prove, also who never bought or wrote. Otherwise only customers."
            ),
            "welcome": _("Stands above the boards; empty: “Ask, and help others”."),
            "rules": _("A line for each; shown below the boards. Whoever joins agrees to them."),
            "looked_at_first": _(
                "Somebody new writes so many posts that are approved before they are shown."
            ),
            "ticket_after_hours": _("0: at once. Empty: never, agents look for themselves."),
            "asks_products_at_once": _("Who asks about a product is about to buy, and waits for nobody."),
            "team": _("Whose tickets the questions are."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ticket_after_hours"].max_value = MOST_HOURS  # type: ignore[attr-defined]
        (first, _own), *others = HelpCentre.current().spoken()
        for name in IN_LANGUAGES:
            # the centre had another first language when it was written: each box begins with what its readers read now
            was_other = bool(self.instance.texts.get(f"{name}_{first}"))
            self.initial[name] = self.instance.said(name, first)
            for code, own in others:
                said = getattr(self.instance, name) if was_other else ""
                words = self.instance.texts.get(f"{name}_{code}", said)
                self.fields[f"{name}_{code}"] = self._translated(name, code, own, words)
        self.order_fields(
            ["is_on", "is_open_to_all", *(each for name in IN_LANGUAGES for each in self._all(name))]
        )

    def _translated(self, name: str, code: str, own: str, words: str) -> forms.CharField:
        """The box for `name` in another language of the help centre."""
        box = self.fields[name]
        return forms.CharField(
            label=in_language(f"{name}_{code}", own), required=False, max_length=box.max_length,  # type: ignore[attr-defined]
            initial=words, help_text=_("Empty: as it stands above."),
            widget=type(box.widget)(attrs={"lang": code, "dir": "auto"}),
        )  # fmt: skip

    def _all(self, name: str) -> list[str]:
        return [each for each in self.fields if each == name or each.startswith(f"{name}_")]

    def save(self, commit: bool = True) -> Community:
        """What was said in a language that the help centre has no more stays for its return. What stands for its first
        language is what stands for all."""
        asked = {f"{name}_{code}" for name in IN_LANGUAGES for code in HelpCentre.current().languages}
        rest = {key: said for key, said in self.instance.texts.items() if key not in asked}
        own = {key: said for key in asked if (said := self.cleaned_data.get(key, "").strip())}
        self.instance.texts = rest | own
        return super().save(commit)


class BoardForm(NamedForm):
    name_help = _("What it is about: “Lamps and light”.")

    class Meta:
        model = Board
        fields = ["slug", "position", "is_open"]
        help_texts = {
            "slug": _("Lower-case letters, digits and hyphens: lamps."),
            "position": _("Smaller numbers come first."),
            "is_open": _("Otherwise the shop begins them, and everybody answers."),
        }


describe(Community, part_label=in_language)
describe(Board, more=[names_facet()])

BOARDS: list[URLPattern] = settings_pages(
    Board,
    slug="community-boards",
    door=agent_view(Permission.SETTINGS_MANAGE),
    form=BoardForm,
    group="help",
    icon="messages-square",
    searched="names__name",
    label=_("Boards of the community"),
    new=_("New board"),
    lead=_("What its topics are about, in the order in which shoppers read them."),
    empty=_("No board yet. Make one for what shoppers would rather ask each other."),
    rows=lambda: Board.objects.prefetch_related("names"),
    kept=lambda board: _t("There are topics on it.") if board.topics.exists() else "",
    columns=[Column(_("Begun by"), lambda board: _t("Everybody") if board.is_open else _t("The shop"))],
)

add_card(
    Card(
        PAGE,
        _("Community"),
        _("Whether shoppers may ask each other in public, and when a question becomes a ticket."),
        icon="messages-square",
        permission=Permission.SETTINGS_MANAGE,
        forms=lambda: [CommunityForm],
        group="help",
        is_form=True,
    )
)


@agent_view(Permission.SETTINGS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def community(request: AgentRequest) -> HttpResponse:
    return form_page(
        request, CommunityForm, Community.current(), page=PAGE, title=_("Community"),
        lead=_("Boards have a page of their own; what waits to be looked at is under Community in the rail."),
    )  # fmt: skip


COMMUNITY: list[URLPattern] = [path("desk/settings/community/", community, name=PAGE)]
