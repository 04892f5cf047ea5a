"""Who reads or writes a page of the community: a shopper who is signed in, with or without a pseudonym, or nobody.

The sign-in is the portal's. An agent who looks at the pages reads what waits and what was hidden as well.
"""

from dataclasses import dataclass

from django.http import HttpRequest

from shopbell.customers.customer import Customer
from shopbell.portal.session import customer_of

from .profile import Profile, profile_of


@dataclass(frozen=True)
class Member:
    customer: Customer | None = None
    profile: Profile | None = None
    is_agent: bool = False

    @property
    def is_nobody(self) -> bool:
        """Whether the page is the same for everybody."""
        return self.customer is None and not self.is_agent


def member_of(request: HttpRequest) -> Member:
    customer = customer_of(request)
    return Member(customer, profile_of(customer), request.user.is_authenticated)
