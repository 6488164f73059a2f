"""A patient who turns 18 within an episode: what the response is called under either criteria.

Section "Both populations" of docs/criteria.md; this project's own design. The points are the same
for adults and children, the thresholds of the responses are not. The baseline's population counts,
for the whole episode; the other one is shown beside it and changes nothing.
"""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from scoring.criteria.episode import population_on
from scoring.criteria.points import Category, Population
from scoring.criteria.tis import category_within


class BothPopulations(NamedTuple):
    """The response that counts, by the baseline's population, and that under each population."""

    population: Population
    category: Category
    categories: dict[Population, Category]
    is_past_18: bool  # a child at the baseline, an adult on the day of the follow-up


def under_both(
    lower: Decimal, upper: Decimal, baseline_on: date, followup_on: date, date_of_birth: date
) -> BothPopulations:
    """The response under both sets of thresholds, from the bounds of a score (0-100).

    >>> born, baseline, followup = date(2008, 3, 1), date(2026, 2, 1), date(2026, 5, 1)
    >>> found = under_both(Decimal(65), Decimal(65), baseline, followup, born)
    >>> found.is_past_18, found.category.value, found.categories[Population.ADULT].value
    (True, 'moderate', 'major')
    """
    population = population_on(baseline_on, date_of_birth)
    categories = {each: category_within(each, lower, upper) for each in Population}
    is_past_18 = (
        population is Population.JUVENILE
        and population_on(followup_on, date_of_birth) is Population.ADULT
    )
    return BothPopulations(population, categories[population], categories, is_past_18)
