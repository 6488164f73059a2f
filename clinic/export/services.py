"""The verb of an export: write it down in full, note the transfer, hand it over."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from tempfile import SpooledTemporaryFile
from typing import IO

from clinic.accounts.models import User
from clinic.audit.context import recording
from clinic.export.formats import WRITERS
from clinic.export.models import Format, Transfer
from clinic.export.rows import VisitRow, study_rows
from clinic.export.snapshot import one_moment
from clinic.studies.models import Study

IN_MEMORY_BYTES = 1024 * 1024  # beyond it the body waits in a temporary file


class ApprovalNotCurrent(Exception):
    """The study's ethics approval does not cover today: nothing leaves."""


@dataclass(frozen=True)
class Delivery:
    """The complete body, read from its start, and the note of its transfer."""

    body: IO[bytes]
    size: int
    transfer: Transfer


def export_rows(*, study: Study, by: User, format: Format, today: date) -> Delivery:  # noqa: A002
    """Write the study's rows as they are at this moment and record the transfer.

    The body is complete before its first byte is sent: an error gives no half export, the digest
    is of what was delivered, and a slow reader holds no transaction.
    Raises ApprovalNotCurrent.
    """
    if not study.is_approved_on(today):
        raise ApprovalNotCurrent
    # Closed by who reads it.
    body: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115
    digest, tally = hashlib.sha256(), Tally()
    with one_moment():
        for piece in WRITERS[format].pieces(study, tally.of(study_rows(study, by, today))):
            encoded = piece.encode()
            digest.update(encoded)
            body.write(encoded)
    with recording(by=by):
        transfer = Transfer.objects.create(
            study=study,
            delivered_to=by,
            format=format,
            row_count=tally.rows,
            patient_count=tally.patients,
            sha256=digest.hexdigest(),
        )
    size = body.tell()
    body.seek(0)
    return Delivery(body, size, transfer)


class Tally:
    """Counts the rows that pass, and their patients, who come one after the other."""

    def __init__(self) -> None:
        self.rows = 0
        self.patients = 0
        self._last: str | None = None

    def of(self, rows: Iterable[VisitRow]) -> Iterator[VisitRow]:
        for row in rows:
            self.rows += 1
            self.patients += row.subject.pseudonym != self._last
            self._last = row.subject.pseudonym
            yield row
