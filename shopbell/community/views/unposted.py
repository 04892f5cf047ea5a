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
    shown = {
        "why": why,
        "words": words_in(visit.request),
        "way": way or reverse("community-ask", args=[visit.language]),
        "action": action or _("Ask it anew"),
        "tongues": [],
    }
    return visit.page("community/unposted.html", ("community-ask",), shown, status=422, is_form=True)
