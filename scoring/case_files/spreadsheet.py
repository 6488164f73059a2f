"""What a spreadsheet makes of a text: the one place that keeps it from computing one."""

# A spreadsheet takes a text that starts with one of these for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def guarded(text: str) -> str:
    """A text as a spreadsheet may hold it, with a quote before what it would compute.

    >>> guarded("=1+1"), guarded("jo1"), guarded("")
    ("'=1+1", 'jo1', '')
    """
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
