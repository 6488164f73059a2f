"""The columns of an export: its data dictionary, and the only way out of the database.

Nothing leaves that does not stand here; docs/data-dictionary.md is printed from this list.
"""

from clinic.export.columns.column import Cell, Column, Kind
from clinic.export.columns.findings import LABORATORY, MEASURES, TREATMENT
from clinic.export.columns.patient import WHEN, WHO
from clinic.export.columns.scores import SCORES

__all__ = ["COLUMNS", "SECTIONS", "Cell", "Column", "Kind"]

SECTIONS: dict[str, tuple[Column, ...]] = {
    "Patient": WHO,
    "Visit": WHEN,
    "Core set measures": MEASURES,
    "Laboratory": LABORATORY,
    "Treatment on the day": TREATMENT,
    "Score": SCORES,
}
COLUMNS: tuple[Column, ...] = tuple(c for section in SECTIONS.values() for c in section)
