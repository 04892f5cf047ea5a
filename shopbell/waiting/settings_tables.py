"""What those who wait are asked and shown, on the settings pages."""

from django.conf import settings
from django.db.models import F
from django.urls import URLPattern
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import agent_view
from shopbell.core.settings_pages import Column, settings_pages
from shopbell.core.settings_picture import describe

from .forms import MediumForm, QuestionForm
from .media import Medium
from .survey import Question

DOOR = agent_view(Permission.SETTINGS_MANAGE)


def _language(code: str) -> str:
    return str(dict(settings.LANGUAGES).get(code, code))


describe(Question, part_label=_language)
describe(Medium, part_label=_language)

QUESTIONS: list[URLPattern] = settings_pages(
    Question,
    door=DOOR,
    form=QuestionForm,
    group="shop",
    icon="list-checks",
    slug="questions",
    label=_("While waiting: questions"),
    new=_("New question"),
    lead=_("Up to three questions for who waits in a chat. The agent reads the answers first."),
    empty=_("No question yet: who waits in a chat is asked nothing."),
    rows=lambda: Question.objects.annotate(name=F("text")),
    columns=[
        Column(_("Answers"), lambda row: " · ".join(row.choice_lines) or _t("Their own words")),
        Column(_("Asked"), lambda row: _t("Yes") if row.is_on else _t("No")),
    ],
)
MEDIA: list[URLPattern] = settings_pages(
    Medium,
    door=DOOR,
    form=MediumForm,
    group="shop",
    icon="clapperboard",
    slug="media",
    label=_("While waiting: pictures and films"),
    new=_("New picture, film, sound or text"),
    lead=_("What who waits in a chat may look at or listen to. Nothing plays by itself."),
    empty=_("Nothing yet: who waits sees their place and the expected wait."),
    rows=lambda: Medium.objects.annotate(name=F("title")),
    columns=[
        Column(_("Kind"), lambda row: row.get_kind_display()),
        Column(_("Shown"), lambda row: _t("Yes") if row.is_on else _t("No")),
    ],
)
