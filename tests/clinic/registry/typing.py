"""What a person types into the registration page."""

ROWS = 3


def registration(**entries: str) -> dict[str, str]:
    """A complete page about Luisa Müller, without any finding, with these entries."""
    blank = {
        f"antibodies-{row}-{field}": ""
        for row in range(ROWS)
        for field in ("antibody", "is_positive", "method", "tested_on")
    }
    counts = {"antibodies-TOTAL_FORMS": str(ROWS), "antibodies-INITIAL_FORMS": "0"}
    luisa = {
        "family_name": "Müller",
        "given_name": "Luisa",
        "hospital_number": "",
        "tax_code": "",
        "code": "P-002",
        "date_of_birth": "1980-01-31",
        "sex": "female",
    }
    return blank | counts | luisa | entries


def antibody(row: int, antibody: str = "", result: str = "", **more: str) -> dict[str, str]:
    """One row of the antibody tests."""
    fields = {"antibody": antibody, "is_positive": result} | more
    return {f"antibodies-{row}-{name}": value for name, value in fields.items()}
