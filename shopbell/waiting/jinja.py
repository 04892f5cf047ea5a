"""What the templates of those who wait have besides."""

from jinja2 import Environment

from .call_back import call_back_of


def install(environment: Environment) -> None:
    environment.globals.update(call_back_of=call_back_of)
