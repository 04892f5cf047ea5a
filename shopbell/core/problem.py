"""What a program hears when something is turned down: one shape for every address of the API.

    {"error": {"code": "refused", "sentence": "…", "rule": "…"}}

`code` is for the program, `sentence` for a person, `rule` names the rule that says no where there is one.
"""

from typing import Any

from django.http import HttpRequest, JsonResponse

API = "/api/"
CODES = {
    400: "malformed",
    401: "no_token",
    403: "forbidden",
    404: "not_found",
    405: "method",
    409: "conflict",
    413: "too_large",
    422: "refused",
    429: "too_many",
    503: "not_now",
}


def is_call(request: HttpRequest) -> bool:
    return request.path.startswith(API)


def answer_problem(sentence: str, status: int, *, code: str = "", **more: Any) -> JsonResponse:
    """`sentence` in the shape of the API; what is empty among `more` is left out."""
    told = {"code": code or CODES.get(status, "failed"), "sentence": sentence}
    return JsonResponse({"error": told | {key: value for key, value in more.items() if value}}, status=status)
