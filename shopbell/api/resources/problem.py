"""The error of every route, as the OpenAPI document describes it."""

from typing import Any

from ninja import Field, Schema


class Told(Schema):
    code: str = Field(description="For the program: `no_token`, `wrong_scope`, `not_found`, `refused` …")
    sentence: str = Field(description="For a person, in the language of `Accept-Language`.")
    rule: str | None = Field(None, description="The rule that says no, where there is one.")
    version: int | None = Field(None, description="The version of that rule.")
    agent_sentence: str | None = Field(None, description="What the rule says to agents besides.")
    fields: list[dict[str, str]] | None = Field(
        None, description="Which parts of the call are wrong, and how."
    )


class Problem(Schema):
    error: Told


READS: dict[Any, Any] = {401: Problem, 403: Problem, 404: Problem, 422: Problem, 429: Problem}
WRITES: dict[Any, Any] = {400: Problem, **READS, 409: Problem, 413: Problem}
