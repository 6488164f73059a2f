"""A score just computed, in words and numbers to print. Pure."""

from decimal import Decimal
from typing import Any

from clinic.dashboard.contributions import contributions_to, labels_of
from clinic.dashboard.enzymes import flag_words
from clinic.dashboard.explained_words import better_words
from clinic.dashboard.numerals import printed, score_text
from clinic.dashboard.panel_drawings import ruler
from scoring.criteria import results
from scoring.criteria.core_set import Case
from scoring.criteria.deciding import deciding
from scoring.criteria.points import Population
from scoring.criteria.tis import Score, category_of
from scoring.vocabulary import Category


def live_score(case: Case, score: Score) -> dict[str, Any]:
    """What the templates of a live score print: total or bounds, ruler, rows, flags."""
    inputs = results.to_json(case)
    bounds = [_category_word(case.population, points) for points in (score.lower, score.upper)]
    rows = contributions_to(case, score)
    labels = labels_of(inputs, score.enzyme)
    return {
        "score": score_text(score.lower, score.upper),
        "is_untouched": all(row.now is None for row in rows),
        "first": next((row.label for row in rows if row.before is not None), None),
        "category": Category(score.category),
        "least": bounds[0],
        "most": bounds[1],
        "is_juvenile": case.population is Population.JUVENILE,
        "ruler": ruler(case.population, score.lower, score.upper),
        "contributions": rows,
        "enzyme": score.enzyme,
        "deciding": better_words(case.population, score, deciding(case, score), labels),
        "missing": [labels[name] for name in score.missing],
        "worsening": [labels[name] for name in score.worsening],
        "attainable": printed(score.attainable, 1),
        "flags": [flag_words(flag, inputs, score.enzyme) for flag in score.flags],
    }


def _category_word(population: Population, points: Decimal) -> str:
    return str(Category(category_of(population, points)).label).lower()
