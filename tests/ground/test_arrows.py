"""What import-linter cannot see: relations named as strings, and a package's own `__init__`."""

import subprocess
import sys
import tomllib

import pytest
from django.apps import apps
from django.db.models import Field, Model

from tests.stack import ROOT

# Upper ones may know lower ones; two on one line do not know each other.
LAYERS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][
    0
]["layers"]
PLACE = {app: place for place, line in enumerate(LAYERS) for app in line.split(" | ")}
OUR_MODELS = [model for model in apps.get_models() if model._meta.app_config.name in PLACE]


def related_models(model: type[Model]) -> set[type[Model]]:
    """The models of ours that this one's own fields point at."""
    pointed_at = {
        field.related_model
        for field in model._meta.get_fields()
        if isinstance(field, Field) and field.is_relation
    }
    return {other for other in pointed_at if other in OUR_MODELS}


def may_know(app: str, other: str) -> bool:
    return app == other or PLACE[app] < PLACE[other]


def test_an_arrow_upwards_or_sideways_would_be_noticed() -> None:
    assert not may_know("clinic.registry", "clinic.visits")
    assert not may_know("literature", "scoring")
    assert may_know("scoring", "clinic.visits")


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model._meta.label)
def test_a_relation_points_downwards(model: type[Model]) -> None:
    app = model._meta.app_config.name
    for other in related_models(model):
        assert may_know(app, other._meta.app_config.name), other


def test_the_walk_sees_relations() -> None:
    from clinic.visits.models import Visit
    from scoring.models import Score

    assert Visit in related_models(Score)


def test_the_criteria_load_no_framework() -> None:
    """Not even through an `__init__` above them."""
    ask = "import sys, scoring.criteria.tis; print(sorted(m.split('.')[0] for m in sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", ask], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert "scoring" in loaded
    assert not {"django", "clinic", "literature", "celery"} & set(eval(loaded))
