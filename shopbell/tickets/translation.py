"""Translations of messages: what somebody wrote, in the language of the agent who asked, kept beside the original.

The desk translates nothing itself. It asks a service that the operator names (SHOPBELL_TRANSLATE_URL), which learns
the text and nothing else; without one there is no button. A job does it, so that a slow service holds up no page.
"""

from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from procrastinate.contrib.django import app as jobs

from shopbell.accounts.agent import Agent
from shopbell.core.bus import publish
from shopbell.core.errors import Refused
from shopbell.core.storable import storable

from .message import Message
from .translator import CannotTranslate, Translated, translator

TRANSLATE = "tickets.translate"
MAX_CHARACTERS = 10_000
TRIES, PAUSE = 3, timedelta(seconds=20)


class State(models.TextChoices):
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class Translation(models.Model):
    message = models.ForeignKey(Message, models.CASCADE, related_name="translations")
    language = models.CharField(max_length=12, help_text="into which")
    source = models.CharField(max_length=12, blank=True, help_text="from which, as the service says")
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    text = models.TextField(blank=True)
    error = models.CharField(max_length=300, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "language"], name="translation_once")]

    @property
    def is_needless(self) -> bool:
        """Whether the message is in the reader's language already."""
        return self.state == State.DONE and self.source.split("-")[0] == self.language.split("-")[0]


@transaction.atomic
def translate_message(message: Message, *, by: Agent) -> Translation:
    """Have `message` translated into the language of `by`; one that is there or on its way stays as it is.

    Raises Refused without a service, and for a message that is empty or too long for one.
    """
    if translator() is None:
        raise Refused(_("No translation service is set up. Ask an admin."))
    if not message.text.strip():
        raise Refused(_("There is no text to translate."))
    if len(message.text) > MAX_CHARACTERS:
        raise Refused(
            _("This message is too long to translate: more than %(most)s characters.")
            % {"most": MAX_CHARACTERS}
        )
    translation, is_new = Translation.objects.select_for_update().get_or_create(
        message=message, language=language_of(by), defaults={"agent": by}
    )
    if not is_new and translation.state != State.FAILED:
        return translation
    translation.state, translation.error, translation.tries, translation.agent = State.WAITING, "", 0, by
    translation.save()
    _enqueue(translation)
    publish(message.topic)
    return translation


def language_of(agent: Agent) -> str:
    """The language that `agent` reads, as services name it."""
    return agent.language.split("-")[0].lower()


def perform_translation(translation_id: int) -> None:
    """Ask the service, and keep what it says; when it is busy or away, again a little later, three times in all."""
    translation = (
        Translation.objects.select_related("message", "agent")
        .filter(pk=translation_id, state=State.WAITING)
        .first()
    )
    if translation is None:
        return
    try:
        with override(
            translation.agent.language if translation.agent else None
        ):  # of the sentence, if it fails
            said = _asked(translation)
    except CannotTranslate as error:
        _failed(translation, error)
        return
    translation.text, translation.source, translation.state = (
        storable(said.text),
        said.source[:12],
        State.DONE,
    )
    _settle(translation)


def _asked(translation: Translation) -> Translated:
    service = translator()
    if service is None:
        raise CannotTranslate(_("No translation service is set up. Ask an admin."))
    return service.translate(translation.message.text, translation.language)


@transaction.atomic
def _failed(translation: Translation, error: CannotTranslate) -> None:
    translation.tries += 1
    if error.is_temporary and translation.tries < TRIES:
        translation.save()
        _enqueue(translation, schedule_in={"seconds": int(PAUSE.total_seconds()) * translation.tries})
        return
    translation.state, translation.error = State.FAILED, str(error)[:300]
    _settle(translation)


@transaction.atomic
def _settle(translation: Translation) -> None:
    translation.save()
    publish(translation.message.topic)


def _enqueue(translation: Translation, **when) -> None:
    jobs.configure_task(TRANSLATE, **when).defer(translation_id=translation.pk)
