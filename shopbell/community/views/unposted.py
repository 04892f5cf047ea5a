"""Words that cannot be posted are shown with the reason, so that whoever wrote them may copy them: nothing is lost."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from .page import Visit


def words_in(request: HttpRequest) -> list[str]:
    """What somebody wrote into the form that they sent."""
    said = [request.POST.get(name, "") for name in ("title", "text")]
    return [words for words in said if words.strip()]


def unposted(visit: Visit, why: str, *, way: str = "", action: str = "") -> HttpResponse:
    """The page with `why`, and a button `action` that leads the `way` on; else to a new topic."""
    return _page(visit, words_in(visit.request), why=why, way=way, action=action, status=422)


def dropped(visit: Visit, words: list[str]) -> HttpResponse:
    """The same page after its writer dropped `words`, which are shown once more."""
    home = reverse("community-index", args=[visit.language])
    why = _("It is dropped. If you want to keep it, copy it now.")
    return _page(visit, words, why=why, way=home, action=_("To the community"), status=200)


def _page(visit: Visit, words: list[str], *, why: str, way: str, action: str, status: int) -> HttpResponse:
    shown = {
        "why": why,
        "is_dropped": status == 200,
        "words": words,
        "way": way or reverse("community-ask", args=[visit.language]),
        "action": action or _("Ask it anew"),
        "tongues": [],
    }
    return visit.page("community/unposted.html", ("community-ask",), shown, status=status, is_form=True)
