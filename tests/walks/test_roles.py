"""docs/roles.md prints the matrix, and every address asks for something that stands in it."""

from pathlib import Path

from django.conf import settings

from clinic.accounts.roles import GRANTS, Permission, Role
from tests.walks.resolver import declaration, views

PAGE = Path(settings.BASE_DIR) / "docs" / "roles.md"


def printed() -> dict[str, set[str]]:
    """Permission -> the roles that have a `yes` in its row."""
    rows = [
        [cell.strip() for cell in line.strip("|\n").split("|")]
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if line.startswith("|")
    ]
    roles = rows[0][1:]
    assert all(cell in ("yes", "") for row in rows[2:] for cell in row[1:])
    return {
        row[0].strip("`"): {
            role for role, cell in zip(roles, row[1:], strict=True) if cell == "yes"
        }
        for row in rows[2:]
    }


def test_the_page_prints_the_matrix():
    assert printed() == {
        str(permission): {str(role.label) for role in roles} for permission, roles in GRANTS.items()
    }


def test_the_page_says_what_each_permission_opens():
    text = PAGE.read_text(encoding="utf-8")
    assert [p for p in Permission if f"- `{p}`: " not in text] == []


def test_every_permission_is_asked_for_somewhere_and_every_role_grants_one():
    asked = {declaration(view) for view in views().values()}
    assert set(map(str, Permission)) <= asked
    assert set().union(*GRANTS.values()) == set(Role)
