"""Background work of the status page: each task is one call."""

from django.utils import timezone
from procrastinate.contrib.django import app

from .answering import answer_portion
from .deleted_announcement import sweep_deleted
from .portion import mail_portion
from .scheduled_news import publish_due_news
from .subscription import sweep_links
from .telling import note_updates
from .telling_news import note_news


@app.task(name="announcements.tell")
def tell(timestamp: int) -> int:
    now = timezone.now()
    note_updates(now)
    answered = answer_portion()
    note_news(now)
    return answered + mail_portion()


@app.task(name="announcements.publish_scheduled")
def publish_scheduled_news(timestamp: int) -> None:
    publish_due_news(timezone.now())


@app.task(name="announcements.sweep")
def sweep(timestamp: int) -> int:
    now = timezone.now()
    return sweep_links(now) + sweep_deleted(now)
