"""Names that a text may use, made when it uses one: most texts of a macro name none of them."""

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property


class LateWords(Mapping[str, str]):
    """`names` are those that there are; `make` says what they mean, once and only when somebody asks."""

    names: Collection[str] = ()

    def make(self) -> dict[str, str]:
        raise NotImplementedError

    @cached_property
    def _made(self) -> dict[str, str]:
        return self.make()

    def __getitem__(self, name: str) -> str:
        if name not in self.names:
            raise KeyError(name)
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)
