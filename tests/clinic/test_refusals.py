"""What a service refuses stands at the form, wherever the service says that it belongs."""

import pytest
from django import forms
from django.core.exceptions import PermissionDenied, ValidationError

from clinic.refusals import at_field, by_field, shown_at


class DayForm(forms.Form):
    day = forms.CharField()


@pytest.fixture
def form() -> DayForm:
    """Valid as it stands."""
    filled = DayForm({"day": "today"})
    assert filled.is_valid()
    return filled


def test_what_is_no_refusal_passes(form: DayForm) -> None:
    with pytest.raises(PermissionDenied), shown_at(form):
        raise PermissionDenied
    assert not form.errors


def test_what_is_taken_leaves_no_error(form: DayForm) -> None:
    with shown_at(form):
        pass
    assert not form.errors


def test_a_refusal_without_a_field_stands_above_the_form(form: DayForm) -> None:
    with shown_at(form):
        raise ValidationError("Not today.")
    assert form.errors == {"__all__": ["Not today."]}


def test_a_refusal_at_a_field_that_the_form_lacks_stands_above_it(form: DayForm) -> None:
    with shown_at(form):
        raise ValidationError({"study": "Ended.", "__all__": "Twice."})
    assert form.errors == {"__all__": ["Ended.", "Twice."]}


def test_a_refusal_stands_at_its_field_in_the_words_of_its_numbers(form: DayForm) -> None:
    outside = ValidationError("%(mean)s is too much.", params={"mean": 12})
    with shown_at(form):
        raise ValidationError({"day": outside})
    assert form.errors == {"day": ["12 is too much."]}


def test_a_form_that_is_made_of_several_finds_the_field_itself() -> None:
    class Page:
        found: dict[str, list[str]] = {}

        def take_refusal(self, refused: ValidationError) -> None:
            for name, errors in by_field(refused).items():
                self.found[name] = [text for error in errors for text in error.messages]

    page = Page()
    with shown_at(page):
        raise ValidationError({"ck": "Write the number itself."})
    assert page.found == {"ck": ["Write the number itself."]}


def test_a_refusal_inside_a_field_names_it_and_keeps_its_words(form: DayForm) -> None:
    with shown_at(form), at_field("day"):
        raise ValidationError("%(mean)s is too much.", params={"mean": 12})
    assert form.errors == {"day": ["12 is too much."]}
