"""A line's answer where it has none of a case, and whose error stands where in the file."""

from typing import Any

from scoring.criteria.reading import Refused


def refused_line(number: int, refusal: Refused) -> dict[str, Any]:
    """The answer to a line that holds no case."""
    return {"id": None, "line": number, "error": refusal.to_json()}


def with_number(number: int, answer: dict[str, Any]) -> dict[str, Any]:
    """A case's answer; where nothing names it, the error says which of the cases it is."""
    if "error" not in answer or answer["id"] is not None:
        return answer
    return {"id": None, "number": number, "error": answer["error"]}


def with_line(number: int, answer: dict[str, Any]) -> dict[str, Any]:
    """A case's answer; an error says in which line the case stands."""
    if "error" not in answer:
        return answer
    return {"id": answer["id"], "line": number, "error": answer["error"]}
