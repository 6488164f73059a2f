"""Two visits are compared only on the same scales, the same side, and in their order.

"Baseline and follow-up must be on the same instrument and range" (response criteria of 2016); the
side of an MMT8 is kept at follow-up (IMACS form 04); the order of the days and the enzymes' units
are this project's design. See docs/criteria.md, section "Comparable visits".
"""

from scoring.criteria.core_set import Ranges
from scoring.criteria.exact import plain
from scoring.criteria.measured import Visit, unit_names, units_of
from scoring.criteria.reading import Refused

NAMES = {"baseline": "baseline", "followup": "follow-up"}  # of a visit, in a sentence


def refuse_incomparable(baseline: Visit, followup: Visit) -> None:
    """Raises Refused where ranges, sides or days differ so that there is no score.

    >>> from scoring.criteria.core_set import Ranges
    >>> first = Visit("baseline", {}, frozenset(), Ranges(), "right", None)
    >>> refuse_incomparable(first, first._replace(path="followup", side="left"))
    Traceback (most recent call last):
        ...
    scoring.criteria.reading.Refused: followup.side is left, the baseline's is right; \
measure the side of the baseline
    """
    for name, before, after in zip(Ranges._fields, baseline.ranges, followup.ranges, strict=True):
        if before != after:
            raise _other_range(name, baseline, followup)
    if followup.side and baseline.side and followup.side != baseline.side:
        message = (
            f"followup.side is {followup.side}, the baseline's is {baseline.side}; "
            "measure the side of the baseline"
        )
        raise Refused("followup.side", baseline.side, message)
    if followup.on and baseline.on and followup.on <= baseline.on:
        message = (
            f"followup.on is {followup.on}, the baseline's is {baseline.on}; "
            "a follow-up is after its baseline"
        )
        raise Refused("followup.on", f"after {baseline.on}", message)


def refuse_half_named_units(baseline: Visit, followup: Visit) -> None:
    """Raises Refused where an enzyme's unit is named at one of the visits only.

    Without its own limit a follow-up takes the baseline's, which must be in one unit with it.

    >>> named = {"enzymes": {"ck": {"value": "3", "uln": "5", "unit": "ukat/L"}}}
    >>> first = Visit("baseline", named, frozenset(), Ranges(), None, None)
    >>> unnamed = {"enzymes": {"ck": {"value": "180"}}}
    >>> refuse_half_named_units(first, first._replace(path="followup", given=unnamed))
    Traceback (most recent call last):
        ...
    scoring.criteria.reading.Refused: followup.enzymes.ck.unit is not given, the baseline's is \
ukat/L; name the unit at both visits or at neither
    """
    before, after = units_of(baseline), units_of(followup)
    for name in before.keys() & after.keys():
        if (before[name] is None) is not (after[name] is None):
            blamed, other, unit = (
                (followup, baseline, before[name])
                if after[name] is None
                else (baseline, followup, after[name])
            )
            field = f"{blamed.path}.enzymes.{name}.unit"
            message = (
                f"{field} is not given, the {NAMES[other.path]}'s is {unit}; "
                "name the unit at both visits or at neither"
            )
            raise Refused(field, unit_names(name), message)


def _other_range(name: str, baseline: Visit, followup: Visit) -> Refused:
    """The visit that names its own range is told to change it; of two, the follow-up."""
    blamed, other = (followup, baseline) if name in followup.own else (baseline, followup)
    field = f"{blamed.path}.ranges.{name}"
    full, allowed = (plain(getattr(visit.ranges, name)) for visit in (blamed, other))
    message = (
        f"{field} is {full}, the {NAMES[other.path]}'s is {allowed}; "
        "give both visits on the same scale"
    )
    return Refused(field, str(allowed), message)
