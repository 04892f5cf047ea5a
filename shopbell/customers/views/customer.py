"""What is known of a customer, to change. The list and a customer's own page are composed in web/console."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shopbell.accounts.language import time_zones
from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.reader import countries, locale

from ..customer import KNOWN, Customer


class CustomerForm(forms.ModelForm):
    language = forms.ChoiceField(label=_("Language"), required=False)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        help_text=_("Replies to be sent later wait until the customer's morning."),
    )
    country = forms.ChoiceField(label=_("Country"), required=False)

    class Meta:
        model = Customer
        fields = [*KNOWN]
        widgets = {
            "background": forms.Textarea(attrs={"rows": 4, "data-autosize": True}),
            "preferences": forms.Textarea(attrs={"rows": 2, "data-autosize": True}),
            "opportunity": forms.Textarea(attrs={"rows": 2, "data-autosize": True}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        reader = locale()
        languages = {code.replace("_", "-"): name for code, name in reader.languages.items() if len(code) < 6}
        self._offer("language", languages)
        self._offer("country", countries())
        self._offer("time_zone", dict(time_zones()))

    def _offer(self, name: str, words: dict[str, str]) -> None:
        """The choices in the reader's order, and what is there already although it is none of them."""
        known = getattr(self.instance, name)
        words = words if not known or known in words else words | {known: known}
        ordered = sorted(words.items(), key=lambda each: each[1].casefold())
        self.fields[name].choices = [("", "–"), *ordered]  # type: ignore[attr-defined]


def find_customer(request: AgentRequest, customer_id: int) -> Customer:
    """The customer, if this agent may see them; 404 otherwise, also for one who was merged away."""
    customers = Customer.objects.visible_to(request.user).prefetch_related("identities")
    return get_object_or_404(customers, pk=customer_id)


@agent_view(Permission.CUSTOMER_UPDATE)
@require_http_methods(["GET", "POST"])
def edit(request: AgentRequest, customer_id: int) -> HttpResponse:
    """GET /desk/customers/<id>/edit/ is the form, POST saves; 422 with the form when something is wrong."""
    customer = find_customer(request, customer_id)
    form = CustomerForm(request.POST if request.method == "POST" else None, instance=customer)
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect("customer", customer.pk)
    status = 422 if form.errors else 200
    return render(request, "customers/edit.html", {"customer": customer, "form": form}, status=status)
