"""The boxes of the PRISMA 2020 flow diagram for a new review.

Keys are the column names of the PRISMA2020 R package, so that its own tool can redraw a flow.
Page MJ, et al. BMJ 2021;372:n71.
"""

from enum import StrEnum
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Stage(StrEnum):
    IDENTIFICATION = "identification"
    SCREENING = "screening"
    INCLUDED = "included"


class Arm(StrEnum):
    """Where records came from: databases and registers, or anywhere else."""

    DATABASES = "databases"
    OTHER = "other"


class Box(NamedTuple):
    """One number of the diagram. `leaves` marks what goes out of the flow at this step."""

    key: str
    stage: Stage
    arm: Arm
    label: Promise
    leaves: bool = False


BOXES: tuple[Box, ...] = (
    Box("database_results", Stage.IDENTIFICATION, Arm.DATABASES, _("Records from databases")),
    Box("register_results", Stage.IDENTIFICATION, Arm.DATABASES, _("Records from registers")),
    Box("duplicates", Stage.IDENTIFICATION, Arm.DATABASES, _("Duplicates removed"), True),
    Box(
        "excluded_automatic",
        Stage.IDENTIFICATION,
        Arm.DATABASES,
        _("Removed by automation tools"),
        True,
    ),
    Box(
        "excluded_other",
        Stage.IDENTIFICATION,
        Arm.DATABASES,
        _("Removed for other reasons"),
        True,
    ),
    Box("records_screened", Stage.SCREENING, Arm.DATABASES, _("Records screened")),
    Box("records_excluded", Stage.SCREENING, Arm.DATABASES, _("Records excluded"), True),
    Box("dbr_sought_reports", Stage.SCREENING, Arm.DATABASES, _("Reports sought")),
    Box("dbr_notretrieved_reports", Stage.SCREENING, Arm.DATABASES, _("Not retrieved"), True),
    Box("dbr_assessed", Stage.SCREENING, Arm.DATABASES, _("Reports assessed")),
    Box("dbr_excluded", Stage.SCREENING, Arm.DATABASES, _("Reports excluded"), True),
    Box("website_results", Stage.IDENTIFICATION, Arm.OTHER, _("Records from websites")),
    Box("organisation_results", Stage.IDENTIFICATION, Arm.OTHER, _("Records from organisations")),
    Box("citations_results", Stage.IDENTIFICATION, Arm.OTHER, _("Records from citations")),
    Box("other_sought_reports", Stage.SCREENING, Arm.OTHER, _("Reports sought")),
    Box("other_notretrieved_reports", Stage.SCREENING, Arm.OTHER, _("Not retrieved"), True),
    Box("other_assessed", Stage.SCREENING, Arm.OTHER, _("Reports assessed")),
    Box("other_excluded", Stage.SCREENING, Arm.OTHER, _("Reports excluded"), True),
    Box("new_studies", Stage.INCLUDED, Arm.DATABASES, _("Studies included in review")),
    Box("new_reports", Stage.INCLUDED, Arm.DATABASES, _("Reports of included studies")),
)
KEYS: tuple[str, ...] = tuple(box.key for box in BOXES)


class Step(NamedTuple):
    """One row of the diagram: what goes on, and what leaves the flow beside it."""

    stage: Stage
    remaining: tuple[Box, ...]
    leaving: tuple[Box, ...]


def steps(arm: Arm) -> tuple[Step, ...]:
    """The rows of one arm from top to bottom."""
    rows: list[Step] = []
    for box in BOXES:
        if box.arm is not arm:
            continue
        last = rows[-1] if rows else None
        if box.leaves and last:
            rows[-1] = last._replace(leaving=(*last.leaving, box))
        elif last and last.stage is box.stage and not last.leaving:
            rows[-1] = last._replace(remaining=(*last.remaining, box))
        else:
            rows.append(Step(box.stage, (box,), ()))
    return tuple(rows)
