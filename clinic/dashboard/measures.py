"""The six core set measures of a patient's page: small lines from the baseline on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from clinic.dashboard.contributions import Contribution, measure_name
from clinic.dashboard.numerals import at_most_decimals, printed, signed
from clinic.dashboard.selectors.patient import PatientFindings
from clinic.dashboard.sparklines import Frame, Trend, Value, level, value_trend
from clinic.visits.models import Visit
from clinic.visits.vocabulary import MUSCLE_LIMITS
from scoring.criteria import limits
from scoring.criteria.points import Measure, Population

WIDTH, HEIGHT = 160, 60
USUAL_TOP_MULTIPLE = Decimal(3)  # of an enzyme's limit


@dataclass(frozen=True)
class MeasureLine:
    """One measure over time; numbers are texts in the reader's language."""

    label: str | Promise
    now: str | None  # None: not assessed at the last visit
    scale: str
    change: str | None  # against the baseline, in the measure's own unit
    is_worse: bool
    baseline: str | None
    baseline_y: str | None
    first: str  # path of the baseline's open circle
    trend: Trend
    missing_x: Sequence[str]  # the visits at which it was not assessed
    contribution: Contribution | None


@dataclass(frozen=True)
class _Scale:
    read: Callable[[Visit], Decimal | None]
    top: Decimal
    printed: str


_GLOBALS: dict[Measure, Callable[[Visit], Decimal | None]] = {
    Measure.PHYSICIAN_GLOBAL: lambda visit: visit.physician_global_cm,
    Measure.PATIENT_GLOBAL: lambda visit: visit.patient_global_cm,
    Measure.EXTRAMUSCULAR: lambda visit: visit.extramuscular_global_cm,
}


def measure_lines(findings: PatientFindings) -> list[MeasureLine]:
    """Six lines; none before there is a baseline.

    Which enzyme is followed is known from a score; without any its line is left out.
    """
    baseline = findings.baseline_visit
    if baseline is None:
        return []
    visits = list(findings.visits[findings.visits.index(baseline) :])
    rows = {row.measure: row for row in findings.latest_contributions}
    enzyme = next((score.enzyme for score in findings.scores.values() if score.enzyme), None)
    frame = Frame(WIDTH, HEIGHT, baseline.visited_on, findings.today)
    return [
        _line(
            measure,
            _scale_of(measure, baseline, enzyme, visits),
            visits,
            frame,
            rows.get(measure),
            findings.population,
        )
        for measure in Measure
        if findings.scores or measure is not Measure.ENZYME
    ]


def _line(
    measure: Measure,
    scale: _Scale,
    visits: Sequence[Visit],
    frame: Frame,
    contribution: Contribution | None,
    population: Population,
) -> MeasureLine:
    values = [(visit.visited_on, scale.read(visit)) for visit in visits]
    before, now = values[0][1], values[-1][1] if len(values) > 1 else None
    top = float(scale.top)
    drawn = [Value(day, None if value is None else float(value)) for day, value in values]
    height = None if before is None else f"{level(float(before), 0, top, frame):.1f}"
    change = None if before is None or now is None else now - before
    return MeasureLine(
        label=contribution.label if contribution else measure_name(measure, population),
        now=printed(now if len(values) > 1 else before),
        scale=scale.printed,
        change=signed(change),
        is_worse=bool(contribution and contribution.is_worse),
        baseline=printed(before),
        baseline_y=height,
        first="" if height is None else f"M{frame.x(values[0][0]):.1f} {height}h0",
        trend=value_trend(drawn, frame, 0, top),
        missing_x=[f"{frame.x(day):.1f}" for day, value in values if value is None],
        contribution=contribution,
    )


def _scale_of(
    measure: Measure, baseline: Visit, enzyme: str | None, visits: Sequence[Visit]
) -> _Scale:
    """Each over its whole range, so that a small change looks small."""
    if measure is Measure.ENZYME:
        return _enzyme_scale(enzyme, baseline, visits)
    if measure is Measure.MMT:
        limit = MUSCLE_LIMITS.get(baseline.muscle_instrument or "", limits.MMT8_BOTH_SIDES)
        return _Scale(lambda visit: visit.muscle_strength, limit.high, f"/ {limit.high}")
    if measure is Measure.HAQ:
        return _Scale(lambda visit: visit.haq, limits.HAQ.high, f"/ {limits.HAQ.high}")
    read = _GLOBALS[measure]
    return _Scale(read, limits.GLOBAL_VAS.high, f"/ {limits.GLOBAL_VAS.high}")


def _enzyme_scale(enzyme: str | None, baseline: Visit, visits: Sequence[Visit]) -> _Scale:
    """In multiples of the limit; a visit without one of its own uses the baseline's."""
    limit = next(
        (row.canonical_uln for row in baseline.laboratory.all() if row.analyte == enzyme), None
    )

    def read(visit: Visit) -> Decimal | None:
        for row in visit.laboratory.all():
            uln = row.canonical_uln or limit
            if row.analyte == enzyme and uln is not None:
                return at_most_decimals(row.canonical_value / uln, 2)
        return None

    highest = max((value for visit in visits if (value := read(visit)) is not None), default=None)
    top = max(highest or USUAL_TOP_MULTIPLE, USUAL_TOP_MULTIPLE)
    return _Scale(read, top, _("× limit"))
