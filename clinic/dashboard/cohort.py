"""The letter's summary of a cohort, computed. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.dashboard.cohort_times import TimesTo, times_to_response
from clinic.dashboard.selectors.cohort import Member
from clinic.dashboard.spread import Spread, spread
from scoring.criteria.episode import months_since
from scoring.criteria.inclusion import Verdict
from scoring.criteria.points import Category
from scoring.criteria.quartiles import RULE_NAME
from scoring.criteria.relapse import is_relapse_below_taper_limit
from scoring.criteria.response import best_response
from scoring.models import Standing

RULE_WORDS = {"Hyndman-Fan type 6, (n+1)p": gettext_lazy("Hyndman-Fan type 6, (n+1)p")}


@dataclass(frozen=True)
class Summary:
    members: Sequence[Member]  # those who meet the inclusion rule, in the order of their numbers
    not_included: int
    not_evaluable: int
    start_mg: Spread
    months: Spread
    major: int
    times: Sequence[TimesTo]  # to minimal, moderate and major
    pending: int  # of these two no response is counted: their scores are being recomputed,
    failed: int  # or could not be
    relapsed: Sequence[str]  # below the taper limit, by their labels
    relapse_dose_unknown: int
    adverse_events: int
    visits: int  # on treatment
    events_not_assessed: int
    illustrative: Sequence[str]  # whose findings are nobody's, by their labels
    rule: str | Promise = RULE_WORDS[RULE_NAME]

    @property
    def n(self) -> int:
        return len(self.members)

    @property
    def is_all_illustrative(self) -> bool:
        return 0 < len(self.illustrative) == self.n


def summary(found: Sequence[Member]) -> Summary:
    """Of the patients who meet the rule; the others are counted."""
    included = [member for member in found if member.verdict is Verdict.INCLUDED]
    on_treatment = [visit for member in included for visit in member.later_visits]
    below = {
        label(number): [
            is_relapse_below_taper_limit(day, member.glucocorticoids)
            for day in member.relapses
            if day >= member.started_on
        ]
        for number, member in enumerate(included, start=1)
    }
    return Summary(
        members=included,
        not_included=sum(member.verdict is Verdict.NOT_INCLUDED for member in found),
        not_evaluable=sum(member.verdict is Verdict.NOT_EVALUABLE for member in found),
        start_mg=_start_mg(included),
        months=_months(included),
        major=sum(best_response(member.categories) is Category.MAJOR for member in included),
        times=times_to_response(included),
        pending=sum(member.standing is Standing.PENDING for member in included),
        failed=sum(member.standing is Standing.FAILED for member in included),
        relapsed=[name for name, verdicts in below.items() if True in verdicts],
        relapse_dose_unknown=sum(verdicts.count(None) for verdicts in below.values()),
        adverse_events=sum(event is True for _day, event in on_treatment),
        visits=len(on_treatment),
        events_not_assessed=sum(event is None for _day, event in on_treatment),
        illustrative=[
            label(number)
            for number, member in enumerate(included, start=1)
            if member.is_illustrative
        ],
    )


def label(number: int) -> str:
    """How a member is called on every page of the cohort."""
    return _("Patient %(number)s") % {"number": number}


def _start_mg(included: Sequence[Member]) -> Spread:
    known = [mg for member in included if (mg := member.start_mg) is not None]
    return spread(known, decimals=1)


def _months(included: Sequence[Member]) -> Spread:
    """From the start of anakinra to the last visit."""
    known = [
        months_since(visits[-1][0], member.started_on)
        for member in included
        if (visits := member.later_visits)
    ]
    return spread(known)
