"""A way to read what the trail says since a moment."""

from collections.abc import Callable

import pytest

from clinic.audit.models import AuditEvent

Trail = Callable[..., list[AuditEvent]]


@pytest.fixture
def since() -> Callable[[], Trail]:
    """Call it before the writes; what it returns gives the rows that these left, oldest first."""

    def begin() -> Trail:
        last = AuditEvent.objects.order_by("id").last()
        after = last.pk if last else 0

        def trail(**facts: object) -> list[AuditEvent]:
            return list(AuditEvent.objects.filter(pk__gt=after, **facts).order_by("id"))

        return trail

    return begin
