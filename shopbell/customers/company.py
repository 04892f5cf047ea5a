"""Companies: several customers who buy for one business, with its domains, its notes and all of their tickets.

A customer belongs to one company or none, by a row of their own. Nobody joins by themselves: a verified address at
one of the company's domains makes a suggestion, and an agent takes it. Domains where anybody gets an address
(`free_mail.py`) belong to nobody.
"""

from collections.abc import Iterable

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower, Reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused
from shopbell.core.length import uncut
from shopbell.core.seen_name import seen

from .customer import Customer, CustomerQuerySet
from .free_mail import is_free_mail
from .identity import Identity, Kind
from .mail_address import NoAddress, normal_address

MOST_DOMAINS = 50


class CompanyQuerySet(models.QuerySet["Company"]):
    def visible_to(self, agent):
        return self.all() if agent.may(Permission.CUSTOMER_READ) else self.none()


class Company(models.Model):
    name = models.CharField(_("name"), max_length=200)
    created_at = models.DateTimeField(default=timezone.now)

    objects = CompanyQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("company"), _("companies")
        constraints = [models.UniqueConstraint(Lower("name"), name="company_once")]

    def __str__(self) -> str:
        return self.name


class CompanyDomain(models.Model):
    company = models.ForeignKey(Company, models.CASCADE, related_name="domains")
    domain = models.CharField(max_length=253, unique=True)

    class Meta:
        ordering = ["domain"]

    def __str__(self) -> str:
        return self.domain


class CompanyMember(models.Model):
    customer = models.OneToOneField(Customer, models.CASCADE, related_name="membership")
    company = models.ForeignKey(Company, models.CASCADE, related_name="members")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)


@transaction.atomic
def save_company(company: Company, name: str, domains: Iterable[str]) -> Company:
    """Keep `company`, new or known, under `name` with just these `domains`.

    Raises Refused without a name, for one that there is, and for a domain that is none, is anybody's or another's.
    """
    company.name = seen(uncut(" ".join(name.replace("\0", "").split()), 200))
    if not company.name:
        raise Refused(_t("Give the company a name."))
    wanted = list(dict.fromkeys(read_domain(each) for each in domains if each.strip()))
    if len(wanted) > MOST_DOMAINS:
        raise Refused(_t("A company has up to %(count)s domains.") % {"count": MOST_DOMAINS})
    try:
        with transaction.atomic():
            company.save()
    except IntegrityError:
        raise Refused(_t("There is a company of this name already. Use that one.")) from None
    _keep_domains(company, wanted)
    return company


def delete_company(company: Company) -> None:
    """Forget `company` with its notes; its customers stay, each for themselves."""
    company.delete()


def read_domain(text: str) -> str:
    """The domain in `text`, as it is stored: from wexmoor.example, @wexmoor.example or a whole address.

    Raises Refused when it is none, or one where anybody gets an address.
    """
    bare = text.strip().rpartition("@")[2]
    try:
        domain = normal_address(f"x@{bare}").partition("@")[2]
    except NoAddress:
        raise Refused(
            _t("“%(domain)s” is not a domain. Write it like wexmoor.example.") % {"domain": bare[:80]}
        ) from None
    if is_free_mail(domain):
        raise Refused(
            _t("At %(domain)s anybody gets an address, so it stands for no company.") % {"domain": domain}
        )
    return domain


@transaction.atomic
def join_company(customer: Customer, company: Company, *, by) -> Company | None:
    """Make `customer` one of `company`; returns the company that they leave for it, if any. Twice changes nothing."""
    Customer.objects.select_for_update().get(pk=customer.pk)
    before = CompanyMember.objects.filter(customer=customer).select_related("company").first()
    if before and before.company_id == company.pk:
        return None
    CompanyMember.objects.update_or_create(
        customer=customer, defaults={"company": company, "agent": by, "created_at": timezone.now()}
    )
    return before.company if before else None


def leave_company(customer: Customer) -> None:
    """Let `customer` be nobody but themselves; twice changes nothing."""
    CompanyMember.objects.filter(customer=customer).delete()


def company_of(customer: Customer) -> Company | None:
    member = CompanyMember.objects.filter(customer=customer).select_related("company").first()
    return member.company if member else None


def suggested_company(customer: Customer) -> Company | None:
    """The company at one of whose domains `customer` has proved to own an address; None for who has one already."""
    domains = {
        each.value.rpartition("@")[2]
        for each in customer.identities.all()
        if each.kind == Kind.EMAIL and each.is_verified
    }
    if not domains or CompanyMember.objects.filter(customer=customer).exists():
        return None
    found = (
        CompanyDomain.objects.filter(domain__in=domains).select_related("company").order_by("domain").first()
    )
    return found.company if found else None


def candidates_of(company: Company) -> CustomerQuerySet:
    """Customers with a verified address at one of the domains of `company` who belong to none yet."""
    at_home = Q(pk__in=[])
    for domain in company.domains.all():
        at_home |= Q(backwards__startswith=f"@{domain.domain}"[::-1])
    addresses = Identity.objects.annotate(backwards=Reverse("value")).filter(
        at_home, kind=Kind.EMAIL, verified_at__isnull=False
    )
    belongs = CompanyMember.objects.filter(customer=OuterRef("pk"))
    return Customer.objects.filter(~Exists(belongs), pk__in=addresses.values("customer"), merged_into=None)


def _keep_domains(company: Company, wanted: list[str]) -> None:
    _refuse_domains_of_others(company, wanted)
    company.domains.exclude(domain__in=wanted).delete()
    # in order, so that two who claim several at once wait for each other one way round only
    CompanyDomain.objects.bulk_create(
        [CompanyDomain(company=company, domain=domain) for domain in sorted(wanted)], ignore_conflicts=True
    )
    _refuse_domains_of_others(company, wanted)  # whoever claimed one meanwhile has committed by now


def _refuse_domains_of_others(company: Company, wanted: list[str]) -> None:
    taken = CompanyDomain.objects.filter(domain__in=wanted).exclude(company=company).select_related("company")
    if other := taken.first():
        raise Refused(
            _t("%(domain)s is a domain of %(company)s. Take it off there first.")
            % {"domain": other.domain, "company": other.company}
        )
