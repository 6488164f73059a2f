"""What is missing in a score, why it has bounds, and what would decide it: in sentences. Pure."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from clinic.dashboard.numerals import printed
from clinic.registry.numbers import unit_text
from scoring.criteria.deciding import Deciding, Decisive
from scoring.criteria.exact import rounded
from scoring.criteria.explained_measure import Explained, LimitedBy, Missing
from scoring.criteria.explanation import Explanation
from scoring.criteria.points import Measure, Population
from scoring.criteria.tis import Score, category_of
from scoring.criteria.units import ANALYTES
from scoring.vocabulary import Category

Labels = Mapping[Measure, str | Promise]


def missing_words(one: Explained, label: str | Promise) -> str:
    """At which visit a measure is missing, and what it could still have earned."""
    facts = {"measure": label, "most": printed(one.outcome.upper)}
    if one.measure is Measure.ENZYME and one.missing is Missing.BASELINE:
        words = _(
            "%(measure)s: none can be followed from the baseline. At most %(most)s points, by the"
            " table."
        )
    elif one.limited_by is LimitedBy.BASELINE:
        words = _(
            "%(measure)s: not assessed at this visit. From its value at the baseline it can"
            " earn %(most)s points at most."
        )
    elif one.limited_by is LimitedBy.FOLLOWUP:
        words = _(
            "%(measure)s: not assessed at the baseline. To its value at this visit it can have"
            " earned %(most)s points at most."
        )
    else:
        words = _(
            "%(measure)s: not assessed at either visit. At most %(most)s points, by the table."
        )
    return words % facts


def bounds_words(explanation: Explanation) -> str | None:
    """Why there are bounds and no total; None with a total."""
    if explanation.total is not None:
        return None
    return _(
        "With a measure missing there is no total. The lower bound counts nothing for it, the"
        " upper one the most it could have earned."
    )


def deciding_words(explanation: Explanation, labels: Labels) -> list[str]:
    """What would name an undetermined response, one sentence each; none where it is named."""
    found = explanation.deciding
    if found is None:
        return []
    words = [decisive_words(one, labels[one.measure]) for one in found.decisive]
    if found.several and found.is_decidable:
        words.append(
            _("No value alone decides: %(measures)s. Several of them together could.")
            % {"measures": _named(found.several, labels)}
        )
    return words + _out_of_reach(found, labels)


def better_words(
    population: Population, score: Score, found: Deciding | None, labels: Labels
) -> list[str]:
    """In short, beside the fields: what would name a better response than the lower bound does."""
    if found is None:
        return []
    least = category_of(population, score.lower)
    return [
        decisive_words(one, labels[one.measure])
        for one in found.decisive
        if one.category is not least
    ] + _out_of_reach(found, labels)


def _out_of_reach(found: Deciding, labels: Labels) -> list[str]:
    words = []
    if found.not_now:
        words.append(
            _(
                "%(measures)s: the baseline has no value that counts, so nothing measured now makes"
                " it known."
            )
            % {"measures": _named(found.not_now, labels)}
        )
    if not found.is_decidable:
        words.append(_("Nothing that can be measured at this visit decides it."))
    return words


def decisive_words(one: Decisive, label: str | Promise) -> str:
    """The values of one measure that name a response."""
    facts = {"label": label, "response": str(Category(one.category).label).lower()}
    if one.uln is not None:
        return _enzyme_words(one, one.uln, facts)
    low, high = printed(one.at_least), printed(one.at_most)
    if low == high:
        words = _("%(label)s %(value)s makes the response %(response)s.")
    elif low is None:
        words = _("%(label)s %(value)s or lower makes the response %(response)s.")
    elif high is None:
        words = _("%(label)s %(value)s or higher makes the response %(response)s.")
    else:
        words = _("%(label)s %(low)s to %(high)s makes the response %(response)s.")
    return words % (facts | {"value": low or high, "low": low, "high": high})


def _enzyme_words(one: Decisive, uln: Decimal, facts: dict[str, str | Promise]) -> str:
    """Its border does not belong to the better response."""
    low, high = (_enzyme_value(border, uln) for border in (one.at_least, one.below))
    if low is None:
        words = _("%(label)s below %(high)s makes the response %(response)s.")
    elif high is None:
        words = _("%(label)s %(low)s or higher makes the response %(response)s.")
    else:
        words = _("%(label)s from %(low)s to below %(high)s makes the response %(response)s.")
    return words % (facts | {"low": low or "", "high": high or ""})


def _enzyme_value(value: Decimal | None, uln: Decimal) -> str | None:
    """In its unit, and in multiples of the limit of the baseline."""
    if value is None:
        return None
    return _("%(value)s %(unit)s (%(times)s × limit)") % {
        "value": printed(value),
        "unit": unit_text(ANALYTES["ck"].unit),
        "times": printed(rounded(Fraction(value) / Fraction(uln), 2)),
    }


def _named(measures: Sequence[Measure], labels: Labels) -> str:
    return ", ".join(str(labels[one]) for one in measures)
