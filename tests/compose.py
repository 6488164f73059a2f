"""docker-compose.yml read as plain facts: what each service runs, with which environment."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).resolve().parent.parent / "docker-compose.yml"
VARIABLE = re.compile(r"\$(?:\$|\{(?P<name>\w+)(?:(?P<rule>:[-?])(?P<rest>[^}]*))?\})")


class Unset(Exception):
    """A variable without a default is not set; the message is the file's own."""


@dataclass(frozen=True)
class Service:
    """One service with its variables filled in."""

    command: list[str]
    environment: dict[str, str]
    healthcheck: list[str]


def read() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return content


def service(name: str, values: Mapping[str, str]) -> Service:
    """The service as compose would start it with these variables. Raises Unset."""
    facts = read()["services"][name]
    environment = {
        key: interpolated(str(value), values) for key, value in facts.get("environment", {}).items()
    }
    return Service(
        [interpolated(part, values) for part in facts.get("command", [])],
        environment,
        [interpolated(part, values) for part in facts.get("healthcheck", {}).get("test", [])],
    )


def interpolated(text: str, values: Mapping[str, str]) -> str:
    def fill(match: re.Match[str]) -> str:
        if match["name"] is None:
            return "$"
        value = values.get(match["name"], "")
        if not value and match["rule"] == ":?":
            raise Unset(match["rest"])
        return value or (match["rest"] if match["rule"] == ":-" else "")

    return VARIABLE.sub(fill, text)
