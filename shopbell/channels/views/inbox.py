"""/desk/settings/inboxes/: the addresses and chats that shoppers reach the shop by, to be made and changed.

What all inboxes have is asked here; what only a channel's have comes from that channel's own form.
"""

from functools import cache

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from shopbell.accounts.permission import Permission
from shopbell.accounts.signature import SignatureBox, SignatureForm
from shopbell.accounts.team import Team
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused
from shopbell.core.settings_card import Card, add_card
from shopbell.core.settings_edition import Edition, save_form
from shopbell.core.settings_pages import PREVIEW
from shopbell.core.settings_picture import describe
from shopbell.customers.identity import Kind, normal

from ..brand import keep_mail_logo
from ..inbox import Inbox
from ..registry import CHANNELS, Channel

PAGE, FOUND = "settings-inboxes", 5


class InboxForm(SignatureForm):
    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        help_text=_("Goes with every reply, below the signature. A PNG with a clear ground looks best."),
    )
    remove_logo = forms.BooleanField(
        label=_("Remove the logo"), required=False, help_text=_("The signature then ends with its words.")
    )

    class Meta:
        model = Inbox
        fields = ["name", "address", "team", "signature", "is_active"]
        help_texts = {
            "name": _("Shoppers read it as the sender's name."),
            "address": _("Like care@shop.example: mail to it becomes tickets, replies leave from it."),
            "team": _("New tickets go to this team."),
            "signature": _(
                "Below every reply that leaves from here. {{ agent.first_name }}, {{ agent.name }}, {{ team.name }} "
                "and {{ shop.name }} fill themselves in."
            ),
            "is_active": _("Once switched off, it takes nothing in; its tickets stay."),
        }
        widgets = {"signature": SignatureBox()}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.all()  # type: ignore[attr-defined]
        self.fields["team"].empty_label = "–"  # type: ignore[attr-defined]
        if self.instance.channel == "email":
            self.fields["address"].required = True
        else:
            for name in ("address", "signature", "logo"):
                del self.fields[name]
        if not self.instance.signature_logo:
            del self.fields["remove_logo"]

    def clean_address(self) -> str:
        try:
            address = normal(Kind.EMAIL, self.cleaned_data["address"])
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None
        if "+" in address.partition("@")[0]:
            raise forms.ValidationError(
                _t("Leave out the part after the +: the desk uses it for its answers.")
            )
        if Inbox.objects.filter(channel="email", address=address).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_t("Another inbox has this address."))
        return address

    def clean_logo(self) -> str:
        """The blob key of the new logo, or an empty string."""
        file = self.cleaned_data["logo"]
        try:
            return keep_mail_logo(file, file.size) if file else ""
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None

    def save(self, commit: bool = True) -> Inbox:
        if self.cleaned_data.get("logo"):
            self.instance.signature_logo = self.cleaned_data["logo"]
        elif self.cleaned_data.get("remove_logo"):
            self.instance.signature_logo = ""
        return super().save(commit)


def _named(word: str) -> list[tuple[str, str]]:
    rows = Inbox.objects.filter(Q(name__icontains=word) | Q(address__icontains=word)).order_by("name")[:FOUND]
    return [(str(row), reverse("inbox-edit", args=[row.pk])) for row in rows]


def _part_label(key: str) -> str:
    """What a setting of a channel's own is called on its form."""
    return next((str(own.base_fields[key].label) for own in _own_forms() if key in own.base_fields), key)


@cache
def _own_forms() -> list[type[forms.Form]]:
    """The channels' own forms."""
    made = [_own_form(channel, None, Inbox(channel=channel.kind)) for channel in CHANNELS.values()]
    return [type(own) for own in made if own]


describe(
    Inbox,
    part_label=_part_label,
    defaults=lambda inbox: CHANNELS[inbox.channel].settings if inbox.channel in CHANNELS else {},
)
add_card(
    Card(
        PAGE,
        _("Inboxes"),
        _("The addresses, chats and forms that shoppers reach you by."),
        icon="inbox",
        permission=Permission.SETTINGS_MANAGE,
        forms=lambda: [InboxForm, *_own_forms()],
        group="shop",
        rows=_named,
    )
)


@agent_view(Permission.SETTINGS_MANAGE)
@require_safe
def inboxes(request: AgentRequest) -> HttpResponse:
    rows = Inbox.objects.select_related("team", "mailbox").order_by("-is_active", "channel", "name")
    return render(request, "channels/inboxes.html", {"inboxes": rows, "channels": CHANNELS})


@agent_view(Permission.SETTINGS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def inbox_new(request: AgentRequest, channel: str) -> HttpResponse:
    if channel not in CHANNELS:
        raise Http404
    return _edit(
        request, Inbox(channel=channel), _t("New inbox: %(channel)s") % {"channel": CHANNELS[channel].label}
    )


@agent_view(Permission.SETTINGS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def inbox_edit(request: AgentRequest, inbox_id: int) -> HttpResponse:
    inbox = get_object_or_404(Inbox, pk=inbox_id)
    return _edit(request, inbox, str(inbox))


def _edit(request: AgentRequest, inbox: Inbox, title: str) -> HttpResponse:
    data, channel = request.POST if request.method == "POST" else None, CHANNELS[inbox.channel]
    is_new, edition = inbox.pk is None, Edition.of(request, inbox)
    files = request.FILES if data is not None else None
    form, more = InboxForm(data, files, instance=inbox), _own_form(channel, data, inbox)
    face = import_string(channel.face)(inbox, form, more) if channel.face else ""
    if request.headers.get("HX-Target") == PREVIEW:
        return HttpResponse(face)
    is_whole = data is not None and form.is_valid() and (more is None or more.is_valid())
    if is_whole and save_form(request, form, PAGE, edition, lambda: _keep(form, more)):
        messages.success(request, _t("Saved."))
        if is_new and inbox.channel != "email":
            return redirect("inbox-edit", inbox.pk)  # there stands what goes on the shop's pages
        return redirect("settings-inboxes")
    is_wrong = bool(form.errors or (more and more.errors))
    shown = {"form": form, "more": more, "inbox": inbox, "title": title, "channel": channel, "face": face}
    shown |= {"site": settings.SITE_URL, "edition": edition}
    return render(request, "channels/inbox.html", shown, status=422 if is_wrong else 200)


def _own_form(channel: Channel, data, inbox: Inbox) -> forms.Form | None:
    return import_string(channel.settings_form)(data, inbox) if channel.settings_form else None


@transaction.atomic
def _keep(form: InboxForm, more: forms.Form | None) -> None:
    """A channel's form becomes the settings, or keeps itself where it has more than those."""
    inbox = form.save()
    if more is None:
        return
    if hasattr(more, "keep"):
        more.keep(inbox)
    else:
        inbox.settings = more.cleaned_data
    inbox.save(update_fields=["settings"])
