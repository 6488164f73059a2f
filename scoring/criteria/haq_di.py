"""HAQ-DI: the disability index from 20 items, with aids and help.

Fries JF, et al. Measurement of patient outcome in arthritis. Arthritis Rheum 1980;23:137-45;
Bruce B, Fries JF. The Health Assessment Questionnaire. Clin Exp Rheumatol 2005;23 Suppl 39:S14-8.
Which aid belongs to which category, and that one unanswered category of eight is left out of the
mean: Wolfe F. CLINHAQ. Arthritis Rheum 1989;32 Suppl:S9. Codes are this project's own short
labels; the questionnaire's text is not reproduced. What is this project's design and what is to
be confirmed: docs/criteria.md, "HAQ-DI from items".
"""

from collections.abc import Collection, Mapping
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from scoring.criteria.exact import rounded
from scoring.criteria.limits import HAQ, HAQ_ITEM
from scoring.criteria.scales import within


class Category(StrEnum):
    """The eight categories, in the order of the questionnaire."""

    DRESSING = "dressing"
    ARISING = "arising"
    EATING = "eating"
    WALKING = "walking"
    HYGIENE = "hygiene"
    REACH = "reach"
    GRIP = "grip"
    ACTIVITIES = "activities"


class Item(StrEnum):
    """The twenty items: 0 no difficulty, 1 some, 2 much, 3 unable."""

    CLOTHES = "clothes"
    HAIR = "hair"
    CHAIR = "chair"
    BED = "bed"
    CUTTING = "cutting"
    DRINKING = "drinking"
    CARTON = "carton"
    LEVEL_GROUND = "level_ground"
    STEPS = "steps"
    WASHING = "washing"
    BATH = "bath"
    TOILET = "toilet"
    OVERHEAD = "overhead"
    BENDING = "bending"
    CAR_DOOR = "car_door"
    JAR = "jar"
    TAP = "tap"
    ERRANDS = "errands"
    CAR = "car"
    CHORES = "chores"


class Aid(StrEnum):
    """The aids and devices that a patient ticks."""

    DRESSING_DEVICE = "dressing_device"
    BUILT_UP_CHAIR = "built_up_chair"
    BUILT_UP_UTENSILS = "built_up_utensils"
    CANE = "cane"
    WALKER = "walker"
    CRUTCHES = "crutches"
    WHEELCHAIR = "wheelchair"
    BATHTUB_BAR = "bathtub_bar"
    BATHROOM_APPLIANCE = "bathroom_appliance"
    RAISED_TOILET_SEAT = "raised_toilet_seat"
    BATHTUB_SEAT = "bathtub_seat"
    REACH_APPLIANCE = "reach_appliance"
    JAR_OPENER = "jar_opener"


ITEMS: dict[Category, tuple[Item, ...]] = {
    Category.DRESSING: (Item.CLOTHES, Item.HAIR),
    Category.ARISING: (Item.CHAIR, Item.BED),
    Category.EATING: (Item.CUTTING, Item.DRINKING, Item.CARTON),
    Category.WALKING: (Item.LEVEL_GROUND, Item.STEPS),
    Category.HYGIENE: (Item.WASHING, Item.BATH, Item.TOILET),
    Category.REACH: (Item.OVERHEAD, Item.BENDING),
    Category.GRIP: (Item.CAR_DOOR, Item.JAR, Item.TAP),
    Category.ACTIVITIES: (Item.ERRANDS, Item.CAR, Item.CHORES),
}
AIDED: dict[Aid, Category] = {
    Aid.DRESSING_DEVICE: Category.DRESSING,
    Aid.BUILT_UP_CHAIR: Category.ARISING,
    Aid.BUILT_UP_UTENSILS: Category.EATING,
    Aid.CANE: Category.WALKING,
    Aid.WALKER: Category.WALKING,
    Aid.CRUTCHES: Category.WALKING,
    Aid.WHEELCHAIR: Category.WALKING,
    Aid.BATHTUB_BAR: Category.HYGIENE,
    Aid.BATHROOM_APPLIANCE: Category.HYGIENE,
    Aid.RAISED_TOILET_SEAT: Category.HYGIENE,
    Aid.BATHTUB_SEAT: Category.HYGIENE,
    Aid.REACH_APPLIANCE: Category.REACH,
    Aid.JAR_OPENER: Category.GRIP,
}

WITH_AID_AT_LEAST = 2  # a category in which an aid is used or a person helps
CATEGORIES_NEEDED = 7  # of eight; another convention, of Stanford's own instructions, is 6


class HaqDi(NamedTuple):
    """The disability index, 0 to 3; None where too few categories were answered.

    `disability_index` is `exact` with three decimals: an eighth has no more, and a seventh or a
    sixth never lies half-way between two of them. `categories`: 0 to 3, None not answered.
    """

    disability_index: Decimal | None
    exact: Fraction | None
    categories: dict[Category, int | None]
    missing: tuple[Category, ...]


def haq_di(
    items: Mapping[Item, Decimal | int | None],
    aids: Collection[Aid] = (),
    helped: Collection[Category] = (),
    categories_needed: int = CATEGORIES_NEEDED,
) -> HaqDi:
    """The HAQ-DI: the mean of the answered categories, each its worst item, raised by aids.

    `items`: whole, 0 to 3, None or left out where not answered. `helped`: categories in which a
    person helps. `categories_needed`: 1 to 8; with fewer answered there is no index.
    Raises Refused for an item off the scale, ValueError for a need of no or nine categories.

    >>> able = dict.fromkeys(Item, 0)
    >>> haq_di(able | {Item.STEPS: 3}, aids=[Aid.JAR_OPENER]).disability_index
    Decimal('0.625')
    >>> unanswered = able | {Item.STEPS: 3, Item.CLOTHES: None, Item.HAIR: None}
    >>> result = haq_di(unanswered)
    >>> result.disability_index, result.exact, result.missing
    (Decimal('0.429'), Fraction(3, 7), (<Category.DRESSING: 'dressing'>,))
    >>> haq_di(unanswered, categories_needed=8).disability_index
    """
    if not 1 <= categories_needed <= len(Category):
        raise ValueError(f"categories_needed is {categories_needed}, outside 1-{len(Category)}")
    raised = {AIDED[aid] for aid in aids} | set(helped)
    answers = {name: int(_answer(name, raw)) for name, raw in items.items() if raw is not None}
    categories = {
        category: _worst(answers, category, is_raised=category in raised) for category in Category
    }
    missing = tuple(category for category, worst in categories.items() if worst is None)
    answered = [worst for worst in categories.values() if worst is not None]
    if len(answered) < categories_needed:
        return HaqDi(None, None, categories, missing)
    exact = Fraction(sum(answered), len(answered))
    return HaqDi(rounded(exact, HAQ.decimals), exact, categories, missing)


def _answer(name: Item, raw: Decimal | int) -> Decimal:
    return within(f"haq.{name}", raw, HAQ_ITEM)


def _worst(answers: Mapping[Item, int], category: Category, *, is_raised: bool) -> int | None:
    """An aid alone answers no category: how able the patient is was not said."""
    found = [answers[item] for item in ITEMS[category] if item in answers]
    if not found:
        return None
    return max(*found, WITH_AID_AT_LEAST) if is_raised else max(found)
