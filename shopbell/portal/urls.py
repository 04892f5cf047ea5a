from django.urls import URLPattern, URLResolver, path

from .settings_page import SETTINGS
from .views import data, home, order, question, sign_in

urlpatterns: list[URLPattern | URLResolver] = [
    path("portal/", home.home, name="portal"),
    path("portal/sign-in/", sign_in.sign_in, name="portal-sign-in"),
    path("portal/sign-in/sent/", sign_in.sent, name="portal-sent"),
    path("portal/sign-in/link/<str:secret>/", sign_in.link, name="portal-link"),
    path("portal/sign-in/jwt", sign_in.by_token, name="portal-jwt"),
    path("portal/sign-out/", sign_in.sign_out, name="portal-sign-out"),
    path("portal/data/", data.data, name="portal-data"),
    path("portal/data/exports/", data.export, name="portal-exports"),
    path("portal/data/exports/<int:export_id>/", data.export_file, name="portal-export"),
    path("portal/data/erasure/", data.erasure, name="portal-erasure"),
    path("portal/data/consents/", data.consents, name="portal-consents"),
    path("portal/data/wishes/", data.wishes, name="portal-wishes"),
    path("portal/data/mails/again/", data.mail_again, name="portal-mail-again"),
    path("portal/data/mails/<slug:source>/<int:key>/end/", data.mail_end, name="portal-mail-end"),
    path("portal/orders/", order.orders, name="portal-orders"),
    path("portal/orders/<int:order_id>/", order.order, name="portal-order"),
    path("portal/orders/<int:order_id>/done/<int:run_id>/", order.run, name="portal-run"),
    path("portal/orders/<int:order_id>/<slug:name>/", order.action, name="portal-action"),
    path("portal/questions/", question.questions, name="portal-questions"),
    path("portal/questions/new/", question.new, name="portal-question-new"),
    path("portal/questions/<int:ticket_id>/", question.question, name="portal-question"),
    path(
        "portal/questions/<int:ticket_id>/settlement/",
        question.settlement,
        name="portal-question-settlement",
    ),
    *SETTINGS,
]
