"""The attribution of a write, as the database's triggers read it."""

import json
from dataclasses import asdict

from clinic.accounts.attribution import acting, correcting, current_context, recording, unattended

__all__ = ["acting", "correcting", "current_context_json", "recording", "unattended"]


def current_context_json() -> str:
    """The present attribution as JSON; where nobody has said, the empty object."""
    context = current_context()
    return json.dumps(asdict(context)) if context else "{}"
