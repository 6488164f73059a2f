"""How long the members of a cohort took to a first response. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from clinic.dashboard.selectors.cohort import Member
from clinic.dashboard.spread import Spread, spread
from scoring.criteria.points import RESPONSES
from scoring.criteria.points import Category as Response
from scoring.criteria.response import TimeTo, time_to
from scoring.vocabulary import Category


@dataclass(frozen=True)
class TimesTo:
    """Days to one response, of the members who reached it; the others are censored."""

    name: str | Promise
    days: Spread
    not_later_than: int  # of them: reached at that day or before
    censored: int


def times_to_response(included: Sequence[Member]) -> list[TimesTo]:
    """Of minimal, moderate and major; a member without a score has no time."""
    return [_times(response, included) for response in RESPONSES[1:]]


def _times(response: Response, included: Iterable[Member]) -> TimesTo:
    times = [time for member in included if (time := _time(response, member)) is not None]
    reached = [time for time in times if not time.is_censored]
    return TimesTo(
        name=Category(response).label,
        days=spread(time.days for time in reached),
        not_later_than=sum(time.is_not_later_than for time in reached),
        censored=len(times) - len(reached),
    )


def _time(response: Response, member: Member) -> TimeTo | None:
    if member.population is None:
        return None
    return time_to(response, member.population, member.started_on, member.scored)
