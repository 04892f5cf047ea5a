"""A profile: who somebody is in the community. A customer has a pseudonym; an agent is marked as of the shop.

How far a member is trusted follows from what others made of their posts (`trust.py`), so the counts are kept here by
the verbs that change them.
"""

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shopbell.accounts.agent import Agent
from shopbell.channels.brand import Brand
from shopbell.core.errors import Refused
from shopbell.customers.block import is_customer_blocked
from shopbell.customers.customer import Customer
from shopbell.customers.merge import standing, with_merged

from .asked_name import is_kept_from
from .pseudonym import LONGEST, skeleton, tidy_pseudonym

TAKEN = gettext_noop("Somebody here has this name, or one that looks like it. Choose another.")


class Profile(models.Model):
    customer = models.OneToOneField(
        "customers.Customer", models.CASCADE, null=True, related_name="community_profile"
    )
    agent = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="community_profile"
    )
    is_shop = models.BooleanField(default=False, help_text="the shop itself, for what no agent said")
    pseudonym = models.CharField(max_length=LONGEST)
    looks_like = models.CharField(max_length=2 * LONGEST, blank=True, help_text="empty: it carries a mark")
    shown_count = models.PositiveIntegerField(default=0, help_text="posts that everybody reads")
    thanked_count = models.PositiveIntegerField(default=0, help_text="votes for posts of theirs")
    accepted_count = models.PositiveIntegerField(default=0, help_text="answers of theirs that solved it")
    refused_count = models.PositiveIntegerField(default=0, help_text="posts that were refused or hidden")
    created_at = models.DateTimeField(default=timezone.now)
    agreed_to = models.TextField(blank=True, help_text="the house rules as they were when they joined")
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(customer=None) | models.Q(agent=None), name="profile_of_one"
            ),
            models.UniqueConstraint(
                fields=["looks_like"], condition=~models.Q(looks_like=""), name="pseudonym_once"
            ),
            models.UniqueConstraint(
                fields=["is_shop"], condition=models.Q(is_shop=True), name="profile_of_shop_once"
            ),
        ]

    def __str__(self) -> str:
        return self.pseudonym

    @property
    def is_staff(self) -> bool:
        return self.is_shop or self.agent_id is not None

    @property
    def person(self) -> Customer | None:
        """The customer behind it, whoever they were merged into; None for one of the shop."""
        return standing(self.customer) if self.customer else None

    def count(self, **more: int) -> None:
        """Add to the counts that are named, in the database."""
        changes = {name: models.functions.Greatest(models.F(name) + by, 0) for name, by in more.items()}
        Profile.objects.filter(pk=self.pk).update(**changes)


def profile_of(customer: Customer | None) -> Profile | None:
    """The profile of `customer`, when they have chosen a pseudonym."""
    return Profile.objects.filter(customer=customer).first() if customer else None


def profiles_of(customer: Customer) -> list[Profile]:
    """Every profile of `customer`: who was merged into them keeps their own name beside theirs. The oldest first."""
    return list(Profile.objects.filter(customer__in=with_merged(customer)).order_by("pk"))


def choose_pseudonym(customer: Customer, text: str, *, agreed_to: str = "") -> Profile:
    """Take part as `text`, or be called so from now on. `agreed_to`: the house rules that somebody new agreed to.

    Raises Refused when it is none or looks like another's, and to who is blocked: a name is read everywhere too.
    """
    if is_customer_blocked(customer.pk):
        raise Refused(_("You cannot write here at the moment. Please contact us."))
    name = tidy_pseudonym(text)
    known = profile_of(customer)
    looks = skeleton(name)
    if not (known and known.looks_like == looks) and is_kept_from(customer, name):
        raise Refused(_(TAKEN))
    if known and looks in {skeleton(each.before) for each in known.renamings.filter(undone_at=None)}:
        raise Refused(_("A moderator took this name off. Choose another."))
    try:
        with transaction.atomic():
            if known is None:
                agreed = {"agreed_to": agreed_to, "agreed_at": timezone.now()} if agreed_to else {}
                return Profile.objects.create(customer=customer, pseudonym=name, looks_like=looks, **agreed)
            known.pseudonym, known.looks_like = name, looks
            known.save(update_fields=["pseudonym", "looks_like"])
            return known
    except IntegrityError:
        mine = profile_of(customer)  # the same form twice at once
        if known is None and mine and mine.looks_like == looks:
            return mine
        raise Refused(_(TAKEN)) from None


def refuse_taken(text: str) -> None:
    """Raise Refused where `text` is no pseudonym, or looks like one that somebody has."""
    if has_name(tidy_pseudonym(text)):
        raise Refused(_(TAKEN))


def has_name(name: str) -> bool:
    """Whether somebody is called so, or so that it looks like it."""
    return Profile.objects.filter(looks_like=skeleton(name)).exists()


def staff_profile(agent: Agent) -> Profile:
    """The profile by which `agent` answers here: the first name, as shoppers read it everywhere."""
    profile, is_new = Profile.objects.get_or_create(
        agent=agent, defaults={"pseudonym": agent.first_name[:LONGEST]}
    )
    if not is_new and profile.pseudonym != agent.first_name[:LONGEST]:
        profile.pseudonym = agent.first_name[:LONGEST]
        profile.save(update_fields=["pseudonym"])
    return profile


def shop_profile() -> Profile:
    """The profile by which the shop itself answers here, where no agent stands behind the words: the brand's name."""
    name = (Brand.current().name or "Shopbell")[:LONGEST]
    return Profile.objects.update_or_create(is_shop=True, defaults={"pseudonym": name})[0]
