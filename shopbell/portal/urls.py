from django.urls import URLPattern, URLResolver, path

from .views import home, sign_in

urlpatterns: list[URLPattern | URLResolver] = [
    path("portal/", home.home, name="portal"),
    path("portal/sign-in/", sign_in.sign_in, name="portal-sign-in"),
    path("portal/sign-in/sent/", sign_in.sent, name="portal-sent"),
    path("portal/sign-in/link/<str:secret>/", sign_in.link, name="portal-link"),
    path("portal/sign-out/", sign_in.sign_out, name="portal-sign-out"),
]
