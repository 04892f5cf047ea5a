"""Who may come in. Agents are invited; nobody signs up, and a single sign-on opens only an existing account."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .agent import Agent
from .letter import send_soon


class Adapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("An admin of this desk deactivated your account."),
        "email_password_mismatch": _("This e-mail address and password do not open the desk. Try again."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_code": _("This code is not right. Codes change every half minute: take the newest."),
        "incorrect_password": _("This is not your password."),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes, then try again."),
        "rate_limited": _("Too many attempts. Wait a few minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def format_email_subject(self, subject: str) -> str:
        return subject  # allauth would put a host name in brackets before it

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        mail = self.render_mail(template_prefix, email, context)
        send_soon(email, mail.subject, mail.body)

    def get_user_display(self, user: Agent) -> str:  # allauth's hook for "signed in as"
        return str(user)


class SocialAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin) -> bool:
        return False

    def populate_user(self, request: HttpRequest, sociallogin, data: dict) -> Agent:
        """Who the provider says this is; allauth would write a first and a last name, which agents do not have."""
        agent = sociallogin.user
        agent.email, agent.name = data.get("email") or "", data.get("name") or ""
        return agent
