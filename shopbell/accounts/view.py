"""The door of every page of the desk: who is signed in, and what their role must allow.

`@agent_view(Permission.TICKET_REPLY)` refuses before the view runs; `@agent_view(None)` lets every
agent in, for pages whose lookup (`visible_to`) decides alone. The need is kept on the view, where a
test that walks all addresses finds it: a page without this door does not pass.
"""

from collections.abc import Callable
from functools import wraps
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url

from .agent import Agent
from .permission import Permission

View = Callable[..., HttpResponseBase]


class AgentRequest(HttpRequest):
    """What a view behind this door receives: somebody is signed in."""

    user: Agent


def agent_view(permission: Permission | None) -> Callable[[View], View]:
    """Only for signed-in agents, whose role must allow `permission` (None: any agent)."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return to_sign_in(request)
            if permission is not None:
                request.user.require(permission)
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return guard


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send a stranger to sign in and back; a fragment's request takes the whole screen along."""
    sign_in = resolve_url(settings.LOGIN_URL)
    if not request.headers.get("HX-Request"):
        back = request.get_full_path() if request.method in {"GET", "HEAD"} else "/desk/"
        return redirect(f"{sign_in}?next={quote(back)}")
    screen = urlsplit(request.headers.get("HX-Current-URL", ""))
    back = f"{screen.path or '/desk/'}{'?' + screen.query if screen.query else ''}"
    return HttpResponse(status=401, headers={"HX-Redirect": f"{sign_in}?next={quote(back)}"})
