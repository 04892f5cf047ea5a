"""Telling the author what was decided about their post, by mail, once the moderator has had time to take it back."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from shopbell.accounts.letter import write_to_shopper
from shopbell.channels.brand import Brand
from shopbell.channels.email.sending.suppression import why_suppressed
from shopbell.helpcenter.centre import HelpCentre, speak

from .decision import Decision
from .state import State


def tell_author(decision_id: int) -> bool:
    """Mail the author of the post that a decision is about, if that decision still stands; returns whether it was."""
    decision = (
        Decision.objects.select_related("post__topic", "post__author__customer")
        .filter(pk=decision_id)
        .first()
    )
    if (
        decision is None
        or decision.what == Decision.What.UNDONE
        or decision.post.decisions.first() != decision
    ):
        return False
    author = decision.post.author
    customer = author.person if author else None
    if customer is None or not customer.address or why_suppressed(customer.address):
        return False
    with translation.override(translation.get_language()):
        language = HelpCentre.current().nearest(customer.language)
        speak(language)
        subject, text = _letter(decision, language)
    write_to_shopper(customer.address, subject, text)
    return True


def _letter(decision: Decision, language: str) -> tuple[str, str]:
    post = decision.post
    said = {"title": post.topic.title, "reason": decision.reason, "shop": Brand.current().name or "Shopbell"}
    link = settings.SITE_URL + reverse("community-post", args=[language, post.pk])
    if decision.edits.exists():
        return _letter_of_edit(decision, said | {"link": link})
    if post.state == State.SHOWN:
        subject = _("Everybody can read your post: %(title)s") % said
        return subject, _("We have looked at your post in “%(title)s”, and it is shown now: %(link)s") % (
            said | {"link": link}
        )
    subject = _("Your post is not shown: %(title)s") % said
    return subject, _(
        "We have looked at your post in “%(title)s” and do not show it.\n\nThe reason: %(reason)s\n\n"
        "You can write it again in another way, or answer this mail if you see it differently. — %(shop)s"
    ) % said


def _letter_of_edit(decision: Decision, said: dict[str, str]) -> tuple[str, str]:
    if decision.what == Decision.What.APPROVED:
        subject = _("Everybody can read your change: %(title)s") % said
        return subject, _(
            "We have looked at your change in “%(title)s”, and it is shown now: %(link)s"
        ) % said
    subject = _("Your change is not shown: %(title)s") % said
    return subject, _(
        "We have looked at your change in “%(title)s” and do not show it: everybody goes on reading what you wrote "
        "before.\n\nThe reason: %(reason)s\n\n"
        "You can change it again in another way, or answer this mail if you see it differently. — %(shop)s"
    ) % said
