"""What every page of the community does: find out who reads, speak the language of the address, stand in the frame.

The frame is the help centre's, so that the shop's colour, the languages and the doors to a person are on every page.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from shopbell.core.revalidated import revalidated
from shopbell.helpcenter.centre import HelpCentre, speak
from shopbell.helpcenter.frame import frame_of
from shopbell.helpcenter.reading import Reader
from shopbell.portal.session import session_of

from ..community import Community
from ..joining import Joining
from ..letting_in import unposted_of
from ..member import Member, member_of

MOST_UNPOSTED = 5


class Visit:
    """One look at a page: who looks, in which language. Raises Http404 where the community is not open to them."""

    def __init__(self, request: HttpRequest, language: str):
        self.request, self.language = request, language
        self.community, self.centre = Community.current(), HelpCentre.current()
        self.member: Member = member_of(request)
        if not self.community.is_on and not self.member.is_agent:
            raise Http404(_("There is no such page."))
        if language not in self.centre.languages:
            raise Http404(_("There is no such page."))
        speak(language)

    @property
    def rules(self) -> str:
        """The house rules as a reader of this page's language gets them."""
        return self.community.said("rules", self.language).strip()

    @property
    def way_in(self) -> str:
        """Where somebody begins to take part who is not signed in."""
        if self.community.is_open_to_all:
            return reverse("community-join", args=[self.language])
        return reverse("portal-sign-in")

    @property
    def unposted(self) -> list[Joining]:
        """What was written for the address by which they are signed in, and waits for their button."""
        session = session_of(self.request)
        return list(unposted_of(session.address)[:MOST_UNPOSTED]) if session else []

    @property
    def chain(self) -> list[str]:
        return self.centre.chain(self.language)

    def page(
        self,
        template: str,
        here: tuple[Any, ...],
        context: dict[str, Any] | None = None,
        *,
        status: int = 200,
        is_form: bool = False,
    ) -> HttpResponse:
        """`here` is the name of this address, and what it needs after the language. `is_form`: for one pair of eyes,
        also when nobody is signed in."""
        name, *rest = here
        frame = frame_of(self.request) | {
            "tongues": [(code, own, reverse(name, args=[code, *rest])) for code, own in self.centre.spoken()],
            "reader": Reader(self.language, is_agent=self.member.is_agent),
            "community": self.community,
            "member": self.member,
            "way_in": self.way_in,
            "unposted": self.unposted,
        }
        answer = render(self.request, template, frame | (context or {}), status=status)
        answer.headers["Content-Language"] = self.language
        if is_form:
            answer.headers["X-Robots-Tag"] = "noindex"
        elif self.member.is_nobody and self.request.method in {"GET", "HEAD"} and status == 200:
            return revalidated(self.request, answer)
        answer.headers["Cache-Control"] = "private, no-store"
        return answer
