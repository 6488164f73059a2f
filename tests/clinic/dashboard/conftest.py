"""The demonstration, committed for the live server's threads."""

import pytest


@pytest.fixture
def open_demonstration(transactional_db: None, demonstration: None) -> None:
    """As `load_demonstration` leaves it, with its scores."""
