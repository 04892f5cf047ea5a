"""Taking a name off a member that speaks for the shop or offends: they are called neutrally, and may choose another.

Each renaming is kept with its reason, which the member is told, and can be taken back.
"""

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.letter import write_to_shopper
from shopbell.accounts.permission import Permission
from shopbell.channels.email.sending.suppression import why_suppressed
from shopbell.core.errors import Refused
from shopbell.core.length import uncut
from shopbell.core.storable import storable
from shopbell.helpcenter.centre import HelpCentre, speak
from shopbell.tickets.ticket import one_line

from .profile import Profile
from .pseudonym import LONGEST, skeleton


class Renaming(models.Model):
    profile = models.ForeignKey(Profile, models.CASCADE, related_name="renamings")
    before = models.CharField(max_length=LONGEST)
    after = models.CharField(max_length=LONGEST)
    reason = models.CharField(max_length=300)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    @property
    def stands(self) -> bool:
        """Whether the member is still called as it says."""
        return self.undone_at is None and self.profile.pseudonym == self.after


@transaction.atomic
def take_name_off(profile: Profile, reason: str, *, by: Agent) -> Renaming:
    """Call the member behind `profile` neutrally, and tell them why. Raises Refused without a reason, for one of the
    shop, and for who is called so already."""
    by.require(Permission.COMMUNITY_MODERATE)
    profile = Profile.objects.select_for_update().get(pk=profile.pk)
    said = uncut(one_line(storable(reason)), 300)
    if not said:
        raise Refused(_("Say why: the author is told."))
    if profile.is_staff:
        raise Refused(_("This is the shop itself."))
    with _in_their_language(profile):
        name = _free_name(profile)
        made = Renaming.objects.create(
            profile=profile, before=profile.pseudonym, after=name, reason=said, agent=by
        )
        _call(profile, name)
        _tell(made)
    return made


@transaction.atomic
def give_name_back(renaming: Renaming, *, by: Agent) -> None:
    """Call them as before. Raises Refused when they have chosen another since, or somebody else has the name now."""
    by.require(Permission.COMMUNITY_MODERATE)
    profile = Profile.objects.select_for_update().get(pk=renaming.profile_id)
    renaming = Renaming.objects.select_for_update().get(pk=renaming.pk)
    renaming.profile = profile
    if renaming.undone_at:
        return
    if not renaming.stands:
        raise Refused(_("They have chosen another name since."))
    try:
        with transaction.atomic():
            _call(profile, renaming.before)
    except IntegrityError:
        raise Refused(_("Somebody here has this name, or one that looks like it. Choose another.")) from None
    renaming.undone_at = timezone.now()
    renaming.save(update_fields=["undone_at"])


def _call(profile: Profile, name: str) -> None:
    profile.pseudonym, profile.looks_like = name, skeleton(name)
    profile.save(update_fields=["pseudonym", "looks_like"])


def _free_name(profile: Profile) -> str:
    number = profile.pk
    while True:
        name = _("Member %(number)s") % {"number": number}
        taken = Profile.objects.filter(looks_like=skeleton(name))
        if not taken.exists():
            return name
        number += 1_000_000


def _in_their_language(profile: Profile):
    person = profile.person
    return translation.override(HelpCentre.current().nearest(person.language if person else ""))


def _tell(renaming: Renaming) -> None:
    person = renaming.profile.person
    if person is None or not person.address or why_suppressed(person.address):
        return
    language = translation.get_language() or "en"
    speak(language)
    said = {
        "before": renaming.before,
        "after": renaming.after,
        "reason": renaming.reason,
        "link": settings.SITE_URL + reverse("community-name", args=[language]),
    }
    text = _(
        "In the community you were called “%(before)s”. We took this name off, and you are called “%(after)s” now."
        "\n\nThe reason: %(reason)s\n\nYou can choose another name here: %(link)s"
    )
    write_to_shopper(person.address, _("Your name in the community"), text % said)
