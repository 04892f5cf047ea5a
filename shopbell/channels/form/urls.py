from django.urls import URLPattern, URLResolver, path

from .field_settings import QUESTIONS
from .views import contact, form_script, products, thanks

urlpatterns: list[URLPattern | URLResolver] = [
    path("form.js", form_script, name="form-script"),
    path("contact/<str:key>/", contact, name="contact"),
    path("contact/<str:key>/products/", products, name="contact-products"),
    path("contact/<str:key>/thanks/<str:signed>/", thanks, name="contact-thanks"),
    *QUESTIONS,
]
