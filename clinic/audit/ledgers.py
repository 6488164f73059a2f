"""Tables that are ledgers: a row is written, closed once, and never changed or deleted.

Named by their names in the database, as everywhere in the audit: it stands below these apps.
"""

# The columns that closing a row writes; the first goes from null to a value, the others with it.
LEDGERS: dict[str, tuple[str, ...]] = {
    "scoring_score": ("superseded_at", "ceased", "ceased_causes"),
}
REFUSAL = "rows of a ledger are closed once, never changed or deleted"
