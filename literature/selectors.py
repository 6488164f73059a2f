"""What the literature's pages show."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Prefetch, QuerySet
from django.utils.functional import Promise

from literature.models import Case, CaseValue, Report, Review
from literature.prisma import Arm, Box, Stage, steps
from literature.vocabulary import Status, Variable, abbreviations_in, words_for
from scoring.criteria.terms import Drug


def reviews() -> QuerySet[Review]:
    """All reviews with the numbers of their reports and cases; one query."""
    return Review.objects.annotate(
        report_count=Count("reports", distinct=True),
        case_count=Count("reports__cases", distinct=True),
    ).order_by("title")


def review_reports(review: Review) -> list[Report]:
    """The included reports with their cases and values; three queries."""
    values = Prefetch("cases__values", queryset=CaseValue.objects.order_by("id"))
    in_order = review.reports.order_by(F("citation_number").asc(nulls_last=True), "id")
    return list(in_order.prefetch_related("cases", values))


@dataclass(frozen=True)
class Cell:
    """What a report says of one variable; words None: it does not report it."""

    variable: Variable
    words: str | None

    @property
    def is_number(self) -> bool:
        return self.variable in (Variable.AGE_YEARS, Variable.ANAKINRA_MG_DAILY)


@dataclass(frozen=True)
class CaseRow:
    report: Report
    case: Case
    cells: tuple[Cell, ...]


def case_rows(reports: list[Report]) -> list[CaseRow]:
    """One row a case, a cell for every variable. A variable nobody recorded is not reported."""
    return [
        CaseRow(report, case, _cells(case)) for report in reports for case in report.cases.all()
    ]


def abbreviations(reports: list[Report]) -> list[tuple[str, str | Promise]]:
    """The abbreviations of the drugs these cases took, in alphabetical order."""
    drugs: set[str] = set()
    for report in reports:
        for case in report.cases.all():
            for row in case.values.all():
                if row.variable in (Variable.PRIOR_TREATMENT, Variable.CONCOMITANT_TREATMENT):
                    drugs.update(row.value or ())
    return abbreviations_in(Drug(drug) for drug in drugs)


@dataclass(frozen=True)
class CountedBox:
    """A box of the flow with its number; None: the publication does not print it."""

    box: Box
    count: int | None


@dataclass(frozen=True)
class FlowStep:
    stage: Stage
    remaining: tuple[CountedBox, ...]
    leaving: tuple[CountedBox, ...]


def flow(review: Review) -> dict[Arm, list[FlowStep]]:
    """The review's flow by arm, from top to bottom; one query."""
    counts: dict[str, int | None] = dict(review.flow.values_list("key", "count"))

    def counted(boxes: tuple[Box, ...]) -> tuple[CountedBox, ...]:
        return tuple(CountedBox(box, counts.get(box.key)) for box in boxes)

    return {
        arm: [
            FlowStep(step.stage, counted(step.remaining), counted(step.leaving))
            for step in steps(arm)
        ]
        for arm in Arm
    }


def is_unreported(arm: list[FlowStep]) -> bool:
    """Whether the publication prints no number of this arm."""
    return all(box.count is None for step in arm for box in (*step.remaining, *step.leaving))


def _cells(case: Case) -> tuple[Cell, ...]:
    reported: dict[str, Any] = {
        row.variable: row.value for row in case.values.all() if row.status == Status.REPORTED
    }
    return tuple(
        Cell(variable, words_for(variable, reported[variable]) if variable in reported else None)
        for variable in Variable
    )
