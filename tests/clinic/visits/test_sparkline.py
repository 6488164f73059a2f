"""The small line of one analyte."""

from datetime import date, timedelta

from clinic.visits.sparkline import HEIGHT, Sparkline, sparkline

FIRST = date(2026, 1, 1)


def drawn(*values: float, limit: float | None = 100.0) -> Sparkline | None:
    points = [(FIRST + timedelta(days=10 * n), value) for n, value in enumerate(values)]
    return sparkline(points, limit, first=FIRST, last=FIRST + timedelta(days=40))


def levels(path: str) -> list[float]:
    return [float(corner.split()[1]) for corner in path.removeprefix("M").split("L")]


def test_without_a_value_there_is_no_line() -> None:
    assert drawn() is None


def test_a_single_value_is_a_dot() -> None:
    line = drawn(200)
    assert line
    assert line.line.endswith("h0")


def test_a_falling_value_goes_down_and_stays_inside_the_picture() -> None:
    line = drawn(5000, 900, 120)
    assert line
    heights = levels(line.line)
    assert heights == sorted(heights)
    assert all(0 < height < HEIGHT for height in heights)


def test_the_limit_lies_on_the_scale_of_the_values() -> None:
    line = drawn(1000, 100, 10, limit=100)
    assert line
    assert float(line.limit or 0) == levels(line.line)[1]


def test_a_value_of_0_has_a_place_although_the_scale_is_logarithmic() -> None:
    line = drawn(0, 0)
    assert line
    assert all(0 < height <= HEIGHT for height in levels(line.line))


def test_without_a_limit_no_limit_is_drawn() -> None:
    line = drawn(3, 4, limit=None)
    assert line
    assert line.limit is None
