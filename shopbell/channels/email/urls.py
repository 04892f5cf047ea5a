"""Raw mails and the quarantine."""

from django.urls import URLPattern, URLResolver, path

from .settings_tables import PICTURE_SENDERS, SUPPRESSIONS
from .views import (
    addressees,
    answering_inbox,
    domain,
    folders,
    forward,
    likely,
    message_page,
    missing,
    new_question,
    opened,
    outgoing,
    passed_on,
    plus_probe,
    provider_hook,
    quarantine,
    raw,
    side,
    sign_in,
    spam,
)

urlpatterns: list[URLPattern | URLResolver] = [
    *SUPPRESSIONS,
    *PICTURE_SENDERS,
    path("desk/messages/<int:message_id>/html/", message_page.message_page, name="message-html"),
    path("desk/messages/<int:message_id>/picture/", message_page.picture, name="mail-picture"),
    path("desk/messages/<int:message_id>/pictures/", message_page.picture_sender, name="mail-picture-sender"),
    path("hooks/email/<slug:provider>/<slug:kind>/", provider_hook.hook, name="mail-hook"),
    path("mail/<int:message_id>/raw", raw.raw, name="mail-raw"),
    path("desk/tickets/<int:ticket_id>/addressees/", addressees.answer, name="ticket-addressees"),
    path(
        "desk/tickets/<int:ticket_id>/addressees/people/", addressees.people, name="ticket-addressed-people"
    ),
    path("opened/<str:signed>.gif", opened.opened, name="mail-opened"),
    path("desk/tickets/<int:ticket_id>/inbox/", answering_inbox.answering_inbox, name="ticket-inbox"),
    path("desk/tickets/<int:ticket_id>/forward/", forward.forwarding, name="ticket-forward"),
    path("desk/messages/<int:message_id>/redirect/", forward.redirecting, name="message-redirect"),
    path("desk/tickets/<int:ticket_id>/side/", side.start, name="ticket-side"),
    path("desk/tickets/<int:ticket_id>/side/<int:side_id>/", side.side, name="ticket-side-conversation"),
    path(
        "desk/messages/<int:message_id>/not-a-forward/", passed_on.not_a_forward, name="message-not-a-forward"
    ),
    path("desk/messages/<int:message_id>/new-ticket/", new_question.new_ticket, name="message-new-ticket"),
    path("desk/messages/<int:message_id>/same-matter/", new_question.same_matter, name="message-same-matter"),
    path("desk/tickets/<int:ticket_id>/attach/", likely.attach, name="ticket-attach"),
    path("desk/tickets/<int:ticket_id>/detach/", likely.detach, name="ticket-detach"),
    path("desk/tickets/<int:ticket_id>/no-likely/", likely.no_likely, name="ticket-no-likely"),
    path("desk/settings/mail/", outgoing.mail, name="settings-mail"),
    path("desk/settings/inboxes/<int:inbox_id>/test-mail/", outgoing.test_mail, name="inbox-test-mail"),
    path(
        "desk/settings/inboxes/<int:inbox_id>/test-account/",
        outgoing.test_account,
        name="inbox-test-account",
    ),
    path("desk/settings/inboxes/<int:inbox_id>/plus-probe/", plus_probe.plus_probe, name="inbox-plus-probe"),
    path(
        "desk/settings/inboxes/<int:inbox_id>/plus-probe/off/",
        plus_probe.without_tokens,
        name="inbox-without-tokens",
    ),
    path("desk/settings/inboxes/<int:inbox_id>/folders/", folders.folders, name="inbox-folders"),
    path(
        "desk/settings/inboxes/<int:inbox_id>/fetch-missing/",
        missing.fetch_missing,
        name="inbox-fetch-missing",
    ),
    path(
        "desk/settings/inboxes/<int:inbox_id>/sign-in/<slug:service>/", sign_in.sign_in, name="inbox-sign-in"
    ),
    path("desk/settings/inboxes/<int:inbox_id>/sign-out/", sign_in.sign_out, name="inbox-sign-out"),
    path("desk/settings/mail/signed-in/", sign_in.signed_in, name="mail-signed-in"),
    path("desk/settings/inboxes/<int:inbox_id>/domain/", domain.domain, name="inbox-domain"),
    path(
        "desk/settings/inboxes/<int:inbox_id>/domain/check/", domain.domain_check, name="inbox-domain-check"
    ),
    path("desk/settings/inboxes/<int:inbox_id>/domain/keys/", domain.key_new, name="inbox-key-new"),
    path(
        "desk/settings/inboxes/<int:inbox_id>/domain/keys/<int:key_id>/delete/",
        domain.key_delete,
        name="inbox-key-delete",
    ),
    path("desk/settings/spam/", spam.spam, name="settings-spam"),
    path("desk/settings/quarantine/", quarantine.quarantine, name="settings-quarantine"),
    path("desk/settings/quarantine/<int:raw_id>/replay/", quarantine.replay, name="quarantine-replay"),
    path("desk/settings/quarantine/<int:raw_id>/raw", quarantine.quarantine_raw, name="quarantine-raw"),
]
