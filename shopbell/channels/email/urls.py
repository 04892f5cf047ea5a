from django.urls import path

from .views import raw

urlpatterns = [
    path("mail/<int:message_id>/raw", raw, name="mail-raw"),
]
