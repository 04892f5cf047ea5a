"""Below /accounts/: allauth's pages, less those that the desk has its own for or does not want.

An agent's address belongs to the admin who invited them, so agents do not add addresses or connect accounts here.
"""

from allauth.urls import urlpatterns as allauth_patterns
from django.urls import path
from django.views.generic import RedirectView

_to_profile = RedirectView.as_view(pattern_name="profile")

urlpatterns = [
    path("email/", _to_profile),
    path("2fa/", _to_profile),
    path("3rdparty/", _to_profile),
    *allauth_patterns,
]
