"""What has a name in each language of the centre: rows of (language, name) behind `names`."""

from typing import Any


class Named:
    names: Any
    slug: Any

    def __str__(self) -> str:
        named = list(self.names.all())
        return named[0].name if named else self.slug

    def named_in(self, languages: list[str]) -> Any:
        """Its name in the first of `languages` that it has; else in any; None where it has none."""
        names = {each.language: each for each in self.names.all()}
        return next((names[code] for code in languages if code in names), next(iter(names.values()), None))
