"""How the registry and the visits tell those above them that something changed.

Two moments, because they promise different things:
`patient_changing`  inside the transaction, before anything else is written: what a receiver
                    saves is saved with the change or not at all, and its failure stops the change;
`patient_changed`   after the commit, robust: a receiver's failure never makes saved work look lost.
"""

from functools import partial
from uuid import UUID

from django.db import transaction
from django.dispatch import Signal

from clinic.registry.vocabulary import Cause

patient_changing = Signal()  # patient_id: int, cause: Cause, about: UUID | None
patient_changed = Signal()  # patient_id: int
# Inside the transaction: a receiver that knows of findings before the new day refuses it.
birth_date_changing = Signal()  # patient: Patient, date_of_birth: date


def announce_change(patient_id: int, cause: Cause, *, about: UUID | None = None) -> None:
    """Call first in the transaction of every write that a score could depend on.

    `about` names the one visit or course (or, at registration, the patient) that is written;
    None: every score of the patient may change.
    """
    patient_changing.send(sender=None, patient_id=patient_id, cause=cause, about=about)
    transaction.on_commit(partial(patient_changed.send_robust, sender=None, patient_id=patient_id))
