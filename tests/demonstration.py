"""The demonstration as `load_demonstration` leaves it, on a fixed day."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from clinic.demonstration.loading import load_demonstration

INSTALLED_AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def demonstration_day(settings: Any) -> Iterator[None]:
    """The day of installing, in an installation that is a demonstration and has no broker."""
    settings.DEMONSTRATION = True
    settings.CELERY_BROKER_URL = None
    with time_machine.travel(INSTALLED_AT, tick=False):
        yield


@pytest.fixture
def demonstration(
    db: None, demonstration_day: None, django_capture_on_commit_callbacks: Any
) -> None:
    """Accounts, cohort, study and review, with their scores computed."""
    with django_capture_on_commit_callbacks(execute=True):
        load_demonstration(INSTALLED_AT.date())


@pytest.fixture
def open_demonstration(transactional_db: None, demonstration: None) -> None:
    """The same, committed for the live server's threads."""
