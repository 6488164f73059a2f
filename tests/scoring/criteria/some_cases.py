"""Random cases, as a visit form or a file could give them."""

from decimal import Decimal
from random import Random

from scoring.criteria.core_set import Case, CoreSet, EnzymeChoice, EnzymeValue, Ranges
from scoring.criteria.points import ENZYME_RANGES, Population

ULNS = {"ck": 190, "aldolase": "7.6", "ldh": 240, "ast": 40, "alt": 45}


def random_case(random: Random) -> Case:
    population = random.choice(list(Population))
    muscle = [80, 150, 260] + ([52] if population is Population.JUVENILE else [])
    ranges = Ranges(
        physician_global=Decimal(random.choice([10, 100])),
        patient_global=Decimal(random.choice([10, 100])),
        mmt=Decimal(random.choice(muscle)),
    )
    return Case(
        population,
        random_core_set(random, ranges),
        random_core_set(random, ranges),
        ranges,
        random_choice(random),
    )


def random_core_set(random: Random, ranges: Ranges) -> CoreSet:
    def on_scale(full: Decimal, steps: int) -> Decimal | None:
        if random.random() < 0.1:
            return None
        return full * random.randint(0, steps) / steps

    return CoreSet(
        physician_global=on_scale(ranges.physician_global, 100),
        patient_global=on_scale(ranges.patient_global, 100),
        mmt=on_scale(ranges.mmt, int(ranges.mmt)),
        haq=on_scale(ranges.haq, 24),
        extramuscular=on_scale(ranges.extramuscular, 100),
        enzymes=random_enzymes(random),
    )


def random_enzymes(random: Random) -> dict[str, EnzymeValue]:
    enzymes = {}
    for name, multiple in ENZYME_RANGES.items():
        if random.random() < 0.3:
            continue
        uln = Decimal(ULNS[name]) + random.choice([0, 0, 0, 1])
        tenths = random.randint(0, int(multiple) * 12)
        without = random.random() < 0.1
        enzymes[name] = EnzymeValue(uln * tenths / 10, None if without else uln)
    return enzymes


def random_choice(random: Random) -> EnzymeChoice:
    if random.random() < 0.8:
        return EnzymeChoice()
    names = random.sample(list(ENZYME_RANGES), 2)
    return EnzymeChoice(
        names[0] if random.random() < 0.5 else None, frozenset(names[1:]), "raised by a drug"
    )
