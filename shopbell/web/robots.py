"""GET /robots.txt: what search engines may read (RFC 9309): the help centre, the community, what is going wrong, and
the address that leads to every way to reach the shop, though none of the forms below it."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from shopbell.community.community import Community
from shopbell.helpcenter.centre import HelpCentre

CLOSED = (
    "/desk/",
    "/accounts/",
    "/portal/",
    "/chat/",
    "/contact/",
    "/api/",
    "/hooks/",
    "/files/",
    "/demo-shop/",
)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """With the sitemaps of what is open."""
    maps = ["help-sitemap"] if HelpCentre.current().is_on else []
    maps += ["community-sitemap"] if Community.current().is_on else []
    closed = (f"Disallow: {path}" for path in CLOSED)
    lines = ["User-agent: *", f"Allow: {reverse('shop-contact')}$", *closed, ""]
    lines += [f"Sitemap: {request.build_absolute_uri(reverse(each))}" for each in (*maps, "status-sitemap")]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
