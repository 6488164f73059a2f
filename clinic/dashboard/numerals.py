"""Numbers as a page prints them: in the reader's decimal sign, never rounded in silence."""

from decimal import ROUND_HALF_EVEN, Decimal

from django.utils.formats import get_format

from scoring.criteria.exact import plain

MINUS = "−"
EN_DASH = "–"


def printed(number: Decimal | None, decimals: int | None = None) -> str | None:
    """A number with the decimals it has, or with exactly so many; None stays None."""
    if number is None:
        return None
    if decimals is None:
        text = plain(number) or ""
    else:
        text = f"{number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN):f}"
    return _in_language(text)


def signed(number: Decimal | None, decimals: int | None = None) -> str | None:
    """With its sign, as a change is printed; no sign on zero."""
    text = printed(number, decimals)
    if number is None or text is None or number <= 0:
        return text
    return f"+{text}"


def day_number(day: int) -> str:
    """A study day, which before the start is negative."""
    return f"{MINUS if day < 0 else ''}{abs(day)}"


def score_text(lower: Decimal, upper: Decimal) -> str:
    """A score with one decimal, or its bounds where they differ."""
    if lower == upper:
        return printed(lower, 1) or ""
    return f"{printed(lower, 1)}{EN_DASH}{printed(upper, 1)}"


def at_most_decimals(number: Decimal, decimals: int) -> Decimal:
    """Rounded to so many decimals, trailing zeros dropped."""
    rounded = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN)
    return Decimal(plain(rounded) or 0)


def _in_language(text: str) -> str:
    if text.startswith("-"):
        text = MINUS + text[1:] if text.strip("-0.") else text[1:]
    if "." not in text:
        return text
    return text.replace(".", get_format("DECIMAL_SEPARATOR"))
