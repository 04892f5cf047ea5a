"""What the jobs would do after an event, and what the agents were told by it."""

from procrastinate.contrib.django.models import ProcrastinateJob

from shopbell import reactions
from shopbell.notifications.decision import Why
from shopbell.notifications.models import Notification
from shopbell.notifications.push.sending import SEND, send
from shopbell.tickets.event import Event


def react() -> None:
    """What the jobs would do: for every event, and everything twice."""
    for event in [*Event.objects.order_by("pk"), *Event.objects.order_by("pk")]:
        reactions.notify.react(
            Event.objects.select_related("ticket", "message", "agent", "customer").get(pk=event.pk)
        )


def told(agent, console=Why.SENT) -> list[str]:
    """The kinds of what was told to the agent in the console, in order."""
    rows = Notification.objects.filter(agent=agent, console=console).order_by("pk")
    return list(rows.values_list("kind", flat=True))


def waiting() -> list[ProcrastinateJob]:
    """The push messages that are on their way."""
    return list(ProcrastinateJob.objects.filter(task_name=SEND).order_by("id"))


def work() -> None:
    """Do the jobs that wait now, as a worker would."""
    for job in waiting():
        ProcrastinateJob.objects.filter(pk=job.pk).delete()
        send(**job.args)
