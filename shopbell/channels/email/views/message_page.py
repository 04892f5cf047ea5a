"""The page in the frame of a mail, and what may be asked of it: its remote pictures, now or always from this sender."""

import html as html_words

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods
from markupsafe import Markup

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.bus import publish
from shopbell.core.download import file_response
from shopbell.tickets.message import Message
from shopbell.tickets.views.message import find_message

from ..email_message import EmailMessage
from ..showing.invitation_words import card_translations, with_cards
from ..showing.page import LONGEST_PAGE, Page
from ..showing.picture_address import is_signed, picture_address
from ..showing.picture_sender import hide_pictures_of, show_pictures_of, with_pictures
from ..showing.remote_picture import Busy, fetch_picture

POLICY = (
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'; form-action 'none'; base-uri 'none'"
)


@agent_view(None)
@require_GET
def message_page(request: AgentRequest, message_id: int) -> HttpResponse:
    """GET /desk/messages/<id>/html/, with quoted=1 for what it quotes, pictures=1 to fetch remote pictures."""
    message = find_message(request, message_id)
    is_quoted = bool(request.GET.get("quoted"))
    mails = _mails(message)
    has_pictures = bool(request.GET.get("pictures")) or message.pk in with_pictures(mails)
    page = Page(
        _files(message), (lambda remote: picture_address(message.pk, remote)) if has_pictures else None
    )
    stored = message.quoted_html if is_quoted else message.html
    cards = [card for mail in mails for card in card_translations(mail)]
    escaped = [(html_words.escape(english, False), html_words.escape(own, False)) for english, own in cards]
    if len(stored) > LONGEST_PAGE:
        return _too_long(request, message, mails, is_quoted=is_quoted)
    body = page.made_of(with_cards(stored, escaped))
    shown = {
        "body": Markup(body),  # noqa: S704 (cleaned)
        "is_only_light": page.is_only_light,
        "is_ours": not message.is_from_customer,
        "theme": request.user.theme,
    }
    return _page(request, shown)


@agent_view(None)
@require_GET
def picture(request: AgentRequest, message_id: int) -> HttpResponseBase:
    """GET /desk/messages/<id>/picture/?of=<address>&key=<signature>: a remote picture, fetched by the desk.

    404 for one that cannot be had: the page then shows a box of its size with its words. 503 while the desk is busy
    with others: ask a moment later.
    """
    message = find_message(request, message_id)
    address = request.GET.get("of", "")
    if not is_signed(message.pk, address, request.GET.get("key", "")):
        raise Http404
    try:
        found = fetch_picture(address)
        if found.blob:
            return file_response(found.blob, name="picture", content_type=found.content_type)
        return _missing()
    except Busy:
        return HttpResponse(status=503, headers={"Retry-After": "1", "Cache-Control": "no-store"})
    except FileNotFoundError:
        return _missing()


@agent_view(Permission.TICKET_UPDATE)
@require_http_methods(["POST", "DELETE"])
def picture_sender(request: AgentRequest, message_id: int) -> HttpResponse:
    """POST /desk/messages/<id>/pictures/ shows remote pictures of its sender from now on, DELETE no longer."""
    message = find_message(request, message_id)
    mail = get_object_or_404(EmailMessage.objects.exclude(from_address=""), pk=message.pk)
    if request.method == "POST":
        show_pictures_of(mail, by=request.user)
    else:
        hide_pictures_of(mail)
    publish(message.topic)
    return HttpResponse(status=204)


def _page(request: AgentRequest, shown: dict) -> HttpResponse:
    answer = render(request, "email/message_page.html", shown)
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _too_long(
    request: AgentRequest, message: Message, mails: list[EmailMessage], *, is_quoted: bool
) -> HttpResponse:
    """Its words, and the mail as it came for who wants the rest."""
    text = message.quoted_text if is_quoted else message.text
    return _page(
        request,
        {"text": text[:LONGEST_PAGE], "mail": mails[0] if mails else None, "theme": request.user.theme},
    )


def _missing() -> HttpResponse:
    return HttpResponse(status=404, headers={"Cache-Control": "private, max-age=600"})


def _mails(message: Message) -> list[EmailMessage]:
    return list(EmailMessage.objects.filter(pk=message.pk).select_related("sender_check"))


def _files(message: Message) -> dict[str, str]:
    """The addresses of the pictures that came with it, by Content-ID."""
    return {
        file.content_id.strip("<>"): reverse("file", args=[file.pk, file.name])
        for file in message.attachments.all()
        if file.content_id
    }
