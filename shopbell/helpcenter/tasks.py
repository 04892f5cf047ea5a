"""Background work of the help centre: each task is one call."""

from django.utils import timezone
from procrastinate.contrib.django import app

from shopbell.core.patience import Patience

from .article_files import sweep_files
from .article_read import settle_readings
from .ask import forget_asks, remind_owners
from .dismissed_wish import forget_dismissed
from .dropped_draft import sweep_dropped
from .guides.scheduling import publish_due_guides
from .importing import article_import
from .met_before import settle_met
from .offer_day import sweep_offers
from .offer_taken import settle_taken
from .page_change import sweep_changes
from .picture_size import make_missing_sizes
from .publishing import publish_due
from .stale import look_after_policies, look_over, tell_owners
from .vote import forget_sentences


@app.task(name="helpcenter.publish_scheduled")
def publish_scheduled(timestamp: int) -> None:
    publish_due(timezone.now())
    publish_due_guides(timezone.now())


@app.task(name="helpcenter.sweep")
def sweep(timestamp: int) -> None:
    settle_readings(timezone.now())
    settle_taken(timezone.now())
    settle_met(timezone.now())
    forget_sentences(timezone.now())
    forget_asks(timezone.now())
    forget_dismissed(timezone.now())
    sweep_dropped(timezone.now())
    make_missing_sizes()
    sweep_files(timezone.now())
    article_import.sweep_imports(timezone.now())
    sweep_offers(timezone.now())
    sweep_changes()


@app.task(name=article_import.WORK, retry=Patience())
def work_on_import(import_id: int) -> None:
    article_import.work_on_import(import_id)


@app.task(name="helpcenter.remind")
def remind(timestamp: int) -> None:
    tell_owners(
        timezone.now()
    )  # first: of what nobody sees to few are told a day, and a doubt is worse than a date
    remind_owners(timezone.now())


@app.task(name="helpcenter.look_over")
def look_for_doubts(timestamp: int) -> None:
    look_over(timezone.now())


@app.task(name="helpcenter.look_after_policies")
def look_after_changed_policies(timestamp: int) -> None:
    look_after_policies(timezone.now())
