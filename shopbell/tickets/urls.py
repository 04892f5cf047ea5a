from django.urls import URLPattern, URLResolver, path

from .settings_tables import MACROS, REASONS, TAGS
from .views import (
    assignment,
    attachment,
    head,
    message,
    more,
    note,
    priority,
    reaction,
    reason,
    status,
    subject,
    tag,
)

TICKET = "desk/tickets/<int:ticket_id>"
MESSAGE = "desk/messages/<int:message_id>"

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{TICKET}/head/", head.head, name="ticket-head"),
    path(f"{TICKET}/more/", more.more, name="ticket-more"),
    path(f"{TICKET}/assignment/", assignment.assignment, name="ticket-assignment"),
    path(f"{TICKET}/team/", assignment.team, name="ticket-team"),
    path(f"{TICKET}/status/", status.status, name="ticket-status"),
    path(f"{TICKET}/priority/", priority.priority, name="ticket-priority"),
    path(f"{TICKET}/reason/", reason.reason, name="ticket-reason"),
    path(f"{TICKET}/tags/", tag.tags, name="ticket-tags"),
    path(f"{TICKET}/subject/", subject.subject, name="ticket-subject"),
    path(f"{TICKET}/notes/", note.notes, name="ticket-notes"),
    path(f"{MESSAGE}/html/", message.message_html, name="message-html"),
    path(f"{MESSAGE}/undo/", message.undo, name="message-undo"),
    path(f"{MESSAGE}/reactions/", reaction.reactions, name="message-reactions"),
    path("desk/uploads/", attachment.uploads, name="uploads"),
    path("desk/uploads/<uuid:upload_id>/", attachment.upload, name="upload"),
    path("files/<uuid:file_id>/<path:name>/", attachment.file, name="file"),
    *TAGS,
    *REASONS,
    *MACROS,
]
