"""Who may come in. Agents are invited; nobody signs up, and a single sign-on opens only an existing account."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest

from .agent import Agent
from .letter import send_soon


class Adapter(DefaultAccountAdapter):
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
