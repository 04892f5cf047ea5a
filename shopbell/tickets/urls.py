from django.urls import URLPattern, URLResolver, path

from .checklist_settings import CHECKLISTS
from .field_settings import FIELDS
from .settings_tables import MACROS, REASONS, TAGS
from .views import (
    assignment,
    attachment,
    checklist,
    draft,
    field,
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
    transfer,
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
    path(f"{TICKET}/fields/", field.fields, name="ticket-fields"),
    path(f"{TICKET}/fields/<int:field_id>/", field.field, name="ticket-field"),
    path(f"{TICKET}/tasks/", checklist.tasks, name="ticket-tasks"),
    path(f"{TICKET}/tasks/<int:task_id>/", checklist.task, name="ticket-task"),
    path(f"{TICKET}/transfer/", transfer.transfer, name="ticket-transfer"),
    path(f"{TICKET}/briefs/<int:brief_id>/read/", transfer.read, name="brief-read"),
    path("desk/transfers/<uuid:batch>/undo/", transfer.undo, name="transfer-undo"),
    path("desk/handover/", transfer.handover, name="handover"),
    path(f"{TICKET}/notes/", note.notes, name="ticket-notes"),
    path(f"{TICKET}/draft/", draft.draft, name="ticket-draft"),
    path(f"{TICKET}/draft/share/", draft.share, name="ticket-draft-share"),
    path(f"{TICKET}/drafts/<int:draft_id>/take/", draft.take, name="ticket-draft-take"),
    path(f"{MESSAGE}/html/", message.message_html, name="message-html"),
    path(f"{MESSAGE}/undo/", message.undo, name="message-undo"),
    path(f"{MESSAGE}/reactions/", reaction.reactions, name="message-reactions"),
    path("desk/uploads/", attachment.uploads, name="uploads"),
    path("desk/uploads/<uuid:upload_id>/", attachment.upload, name="upload"),
    path("files/<uuid:file_id>/<path:name>/", attachment.file, name="file"),
    *TAGS,
    *REASONS,
    *FIELDS,
    *CHECKLISTS,
    *MACROS,
]
