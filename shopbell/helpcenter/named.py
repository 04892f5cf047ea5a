"""What has a name in each language of the centre: rows of (language, name) behind `names`. As text it has that of the
language that is active, else its first."""

from typing import Any

from django.utils.translation import get_language


class Named:
    names: Any
    slug: Any

    def __str__(self) -> str:
        code = get_language() or ""
        named = self.named_in([code, code.partition("-")[0]])
        return named.name if named else self.slug

    def named_in(self, languages: list[str]) -> Any:
        """Its name in the first of `languages` that it has; else in any; None where it has none."""
        names = {each.language: each for each in self.names.all()}
        return next((names[code] for code in languages if code in names), next(iter(names.values()), None))
