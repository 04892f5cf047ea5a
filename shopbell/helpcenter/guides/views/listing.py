"""/desk/help/guides/: every guide and how it stands; a new one."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view

from ...article_text import MOST_TITLE
from ...category import Category
from ...centre import HelpCentre
from ...standing import STATES
from ...vote import Tally, guide_tallies
from ..counting import taken_of, traffic
from ..faults import faults, unset_in
from ..guide import Guide
from ..writing import begin_guide


class NewGuide(forms.Form):
    title = forms.CharField(
        label=_("Title"), max_length=MOST_TITLE, help_text=_("What shoppers say: “My parcel has not come”.")
    )
    category = forms.ModelChoiceField(
        Category.objects.prefetch_related("names"), label=_("Category"), empty_label=None
    )
    language = forms.ChoiceField(label=_("Language"))

    def __init__(self, *args, centre: HelpCentre, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = centre.spoken()  # type: ignore[attr-defined]


@agent_view(Permission.HELP_WRITE)
@require_safe
def guides(request: AgentRequest) -> HttpResponse:
    found = Guide.objects.select_related("category", "shown", "author", "owner").with_doubts()
    found = found.prefetch_related("category__names")
    lines, taken = [], taken_of(found)
    listed = [(guide, guide.tree) for guide in found.order_by("category__position", "position", "pk")]
    voted = guide_tallies(guide.shown_id for guide, _tree in listed if guide.shown_id)
    unset = unset_in({guide.pk: tree for guide, tree in listed})
    for guide, tree in listed:
        counted = traffic(tree, taken[guide.pk])
        lines.append({
            "guide": guide,
            "steps": len(tree.steps),
            "faults": len(faults(tree, guide.language, access=guide.access, unset=unset[guide.pk])),
            "begun": counted.arrived.get(tree.steps[0].id, 0) if tree.steps else 0,
            "votes": voted.get(guide.shown_id or 0, Tally()),
            "ended": sum(counted.arrived[step.id] for step in tree.steps if step.is_ending),
        })  # fmt: skip
    return render(
        request,
        "helpdesk/guides.html",
        {
            "lines": lines,
            "today": timezone.localdate(),
            "states": STATES,
            "spoken": dict(HelpCentre.current().spoken()),
        },
    )


@agent_view(Permission.HELP_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AgentRequest) -> HttpResponse:
    form = NewGuide(request.POST or None, centre=HelpCentre.current())
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = begin_guide(said["language"], said["title"], said["category"], by=request.user)
        return redirect("help-desk-guide", made.pk)
    context = {"form": form, "has_categories": Category.objects.exists()}
    return render(request, "helpdesk/new_guide.html", context, status=422 if form.errors else 200)
