"""What filters may ask of the status page: which incident a ticket is about, or whether about any that runs."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shopbell.tickets.filter.condition import Asker, Suggestion, Value, Word, Words
from shopbell.tickets.filter.field import Field, register
from shopbell.tickets.filter.kind import ID, OFFERED, Kind, begun_words, fixed
from shopbell.tickets.filter.misread import misread

from .incident import Incident
from .joining import IncidentTicket

WORDS: dict[str, Words] = {
    "running": pgettext_lazy("incident", "running"),
    "none": _("none"),
    "any": _("any"),
}
NEWEST = 500  # that are known by their title; older ones by their number


class IncidentKind(Kind):
    """An incident by its title in whichever language, or as `#12`, since titles come again each winter."""

    def read(self, word: Word, asker: Asker) -> Value:
        if key := fixed(WORDS, word):
            return key
        if not word.is_quoted and (number := ID.fullmatch(word.text)):
            return int(number[1])
        newest = _newest()
        found = _called(word.text, newest)
        if len(found) == 1:
            return found[0].pk
        if found:
            raise misread(_t("Several are called “%(word)s”. Choose one from the list."), word.text)
        known = [title for each in newest for title in each.titles.values()]
        raise misread(_t("There is no “%(word)s” here."), word.text, [*WORDS, *known])

    def write(self, value: Value, asker: Asker) -> Word:
        if not isinstance(value, int):
            return Word(str(value))
        return _word_of(value, self.label(value, asker), _newest())

    def label(self, value: Value, asker: Asker) -> str:
        if not isinstance(value, int):
            return str(WORDS.get(str(value), value))
        return str(Incident.objects.filter(pk=value).first() or f"#{value}")

    def is_gone(self, value: Value, asker: Asker) -> bool:
        return isinstance(value, int) and not Incident.objects.filter(pk=value).exists()

    def suggest(self, begun: str, asker: Asker) -> list[Suggestion]:
        typed = begun.casefold()
        newest = _newest()
        found = [each for each in newest if any(typed in said.casefold() for said in each.titles.values())]
        rows = [
            Suggestion(_word_of(each.pk, str(each), newest), str(each), each.state_words(asker.now))
            for each in found[:OFFERED]
        ]
        return [*begun_words(WORDS, begun), *rows]


def _newest() -> list[Incident]:
    return list(Incident.objects.all()[:NEWEST])


def _called(title: str, newest: list[Incident]) -> list[Incident]:
    wanted = title.casefold()
    return [each for each in newest if wanted in (said.casefold() for said in each.titles.values())]


def _word_of(incident_id: int, title: str, newest: list[Incident]) -> Word:
    """Its title where that is its alone, else its number."""
    is_its = [each.pk for each in _called(title, newest)] == [incident_id]
    return Word(title, is_quoted=bool(fixed(WORDS, Word(title)))) if is_its else Word(f"#{incident_id}")


def _about(values: Sequence[Value], asker: Asker) -> Q:
    """Few tickets are about one at all, so their small table answers."""
    joined = IncidentTicket.objects.all()
    met = Q(incident__in=[value for value in values if isinstance(value, int)])
    if "running" in values:
        met |= Q(incident__in=Incident.objects.running(asker.now))
    if "any" in values:
        met |= Q(pk__gt=0)
    found = Q(pk__in=joined.filter(met).values("ticket"))
    return found | ~Q(pk__in=joined.values("ticket")) if "none" in values else found


def register_fields() -> None:
    register(Field("incident", _("Incident"), IncidentKind(), _about, "incident:running", ("outage",)))
