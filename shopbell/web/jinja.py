"""What the pages' templates have besides: times, money and icons as people read them."""

from jinja2 import Environment


def install(environment: Environment) -> None:
    environment.globals.update()
