"""The review list's three statements over everybody, written out.

The list is held to 30 ms of processor time with 1,000 patients. Composing such a statement from
models and reading its rows through them took 4.5 ms, as it stands here 1.1; both engines run the
same words. What is asked of the patients in sight only is asked through the models.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import connection

# A row an index course, in the order of their start; one for a patient without a course too.
INDEX = """
SELECT patient.id, patient.code, course.id, course.started_on, course.ended_on,
       due.revision <> due.computed_revision, due.attempts,
       visit.visited_on, visit.has_adverse_event,
       score.id, score.category, score.total IS NULL, score.lower + score.upper
  FROM registry_patient patient
  LEFT JOIN scoring_recomputation due ON due.patient_id = patient.id
  LEFT JOIN registry_treatmentcourse course
         ON course.patient_id = patient.id AND course.role = 'index'
        AND course.withdrawn_at IS NULL
  LEFT JOIN scoring_episode episode ON episode.course_id = course.id
  LEFT JOIN visits_visit visit ON visit.id = (
            SELECT latest.id FROM visits_visit latest WHERE latest.patient_id = patient.id
               AND latest.withdrawn_at IS NULL
             ORDER BY latest.visited_on DESC, latest.id DESC LIMIT 1)
  LEFT JOIN scoring_score score
         ON score.episode_id = episode.id AND score.visit_id = visit.id
        AND score.superseded_at IS NULL
 WHERE patient.centre_id IN ({centres}) {antibody}
 ORDER BY patient.code, course.started_on, course.id
"""
WITH_ANTIBODY = """
   AND EXISTS (SELECT 1 FROM registry_antibodyresult result
                WHERE result.patient_id = patient.id AND result.is_positive
                  AND result.antibody = %s)
"""

RELAPSES = """
SELECT relapse.patient_id, relapse.occurred_on, relapse.organ
  FROM visits_relapse relapse
  JOIN registry_patient patient ON patient.id = relapse.patient_id
 WHERE patient.centre_id IN ({centres}) AND relapse.occurred_on >= %s
   AND relapse.withdrawn_at IS NULL
 ORDER BY relapse.occurred_on, relapse.id
"""

# The dated systemic glucocorticoid courses (as selectors.glucocorticoids has them), each with the
# doses that cover a day, the one that began last at the end: it is the one that holds.
DOSES_ON = """
SELECT course.patient_id, course.id, course.started_on, course.ended_on,
       dose.prednisone_mg_per_day
  FROM registry_treatmentcourse course
  JOIN registry_patient patient ON patient.id = course.patient_id
  LEFT JOIN registry_doseperiod dose
         ON dose.course_id = course.id AND dose.started_on <= %s
        AND (dose.ended_on IS NULL OR dose.ended_on >= %s)
 WHERE patient.centre_id IN ({centres}) AND course.started_on IS NOT NULL
   AND course.withdrawn_at IS NULL
   AND course.drug IN ({drugs}) AND (course.route IS NULL OR course.route IN ({routes}))
 ORDER BY dose.started_on
"""


def rows(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run one of these; each `%s` takes the next value."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def places(values: Sequence[Any]) -> str:
    """As many `%s` as there are values."""
    return ", ".join(["%s"] * len(values))


def decimal(value: Any) -> Decimal | None:
    """A decimal column as it is meant: SQLite keeps it as a binary float of the same digits."""
    return value if value is None or isinstance(value, Decimal) else Decimal(str(value))
