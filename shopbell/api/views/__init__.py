"""What belongs to the API and is no route of it."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _t
from django.views.decorators.csrf import csrf_exempt

from shopbell.core.problem import answer_problem


@csrf_exempt
def nothing_here(request: HttpRequest, rest: str) -> HttpResponse:
    """Every address below /api/ that is none."""
    return answer_problem(_t("There is nothing here."), 404)
