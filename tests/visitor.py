"""A signed-in person without a browser, against a web server in another process."""

import http.client
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.test import Client

from clinic.accounts.models import User
from tests.people import let_in

CSRF = "k" * 32


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    location: str | None


class Visitor:
    """Shares the database, and with it the sessions, with the server she visits."""

    def __init__(self, home: str, user: User) -> None:
        self.address = urlsplit(home).netloc
        client = Client()
        let_in(client, user)
        session = client.cookies[settings.SESSION_COOKIE_NAME]
        self.headers = {
            "Cookie": f"{session.key}={session.value}; csrftoken={CSRF}",
            "X-CSRFToken": CSRF,
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None)

    def post(self, path: str, typed: Mapping[str, str]) -> Answer:
        return self._ask("POST", path, urlencode(typed))

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        connection = http.client.HTTPConnection(self.address, timeout=60)
        try:
            connection.request(method, path, body=body, headers=self.headers)
            response = connection.getresponse()
            text = response.read().decode()
            return Answer(response.status, text, response.headers["Location"])
        finally:
            connection.close()


def typed(visited_on: date, findings: Mapping[str, Any]) -> dict[str, str]:
    """Findings as the visit form sends them."""
    fields = {name: str(value) for name, value in findings.items() if name != "laboratory"}
    for lab in findings.get("laboratory", ()):
        fields |= {f"{lab.analyte}-value": str(lab.value), f"{lab.analyte}-unit": lab.unit}
        if lab.uln is not None:
            fields[f"{lab.analyte}-uln"] = str(lab.uln)
    return fields | {"visited_on": visited_on.isoformat()}
