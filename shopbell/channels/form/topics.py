"""The topics that the form of an inbox offers: the contact reasons in use, without those that it leaves out."""

from django.db.models import QuerySet

from shopbell.tickets.reason import ContactReason

from ..inbox import Inbox


def topic_key(reason: ContactReason) -> str:
    """How settings and the configuration file name a topic: by stage and name, which mean the same on every desk."""
    return f"{reason.stage}: {reason.name}"


def all_topics() -> QuerySet[ContactReason]:
    return ContactReason.objects.filter(parent=None, is_active=True)


def topics_at(inbox: Inbox) -> QuerySet[ContactReason]:
    """A topic that was renamed since is offered again: better one too many than one that nobody can choose."""
    left_out = set(inbox.settings.get("topics_left_out") or ())
    if not left_out:
        return all_topics()
    return all_topics().exclude(pk__in=[each.pk for each in all_topics() if topic_key(each) in left_out])
