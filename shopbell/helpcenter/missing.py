"""What a shopper reads where a page is missing, closed to them or refused: a sentence in the shop's own frame.

The search and the doors to a person stand there as on every page, and who is not signed in is led to that and back.
What is for customers alone is told from what does not exist by nothing.
"""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from shopbell.portal.frame import framed
from shopbell.portal.session import customer_of

PLACES = ("/help/", "/community/", "/portal/", "/contact/", "/status/")
DESKS = ("/desk/", "/accounts/", "/first-admin/", "/files/", "/api/", "/hooks/", "/static/")


def shoppers_page(request: HttpRequest, text: str, status: int) -> HttpResponse | None:
    """The page of `text`; None where it is no shopper's, or nobody knows yet who asks, or the desk itself is ill.

    What is missing at no place of ours is an address of the shop's past, more likely than a slip of an agent.
    """
    is_theirs = request.path.startswith(PLACES)
    if status == HTTPStatus.NOT_FOUND:
        is_theirs = not request.path.startswith(DESKS)
    if not is_theirs or not hasattr(request, "user") or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return None
    may_sign_in = (
        status == HTTPStatus.NOT_FOUND
        and not request.path.startswith("/portal/sign-in/")
        and customer_of(request) is None
    )
    shown = {"text": text, "status": status, "may_sign_in": may_sign_in}
    return framed(request, "help/sentence.html", shown, status=status)
