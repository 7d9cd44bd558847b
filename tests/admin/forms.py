"""What a browser sends back of an admin page: every field as it stands, for a test to change."""

from typing import Any


def filled(response: Any, **changes: Any) -> dict[str, Any]:
    """Return the data of the form on the page, with changes; None takes a field out."""
    assert response.status_code == 200
    data: dict[str, Any] = {}
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is None or value is False:
                continue
            data[bound.html_name] = [str(each) for each in value] if isinstance(value, list) else value
    data.update(changes)
    return {name: value for name, value in data.items() if value is not None}


def with_citation(data: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Add a row to the citations of an event's form."""
    number = int(data["citations-TOTAL_FORMS"])
    row = {
        "exact": "",
        "before": "",
        "aspects": ["date", "what happened"],
        "attributed_to": "",
        "origin": "",
        **fields,
    }
    data["citations-TOTAL_FORMS"] = str(number + 1)
    return data | {f"citations-{number}-{name}": value for name, value in row.items()}


def errors(response: Any) -> dict[str, list[str]]:
    """Return what a refused form says, by field; `__all__` for the form or a formset as a whole."""
    assert response.status_code == 200, "the form was accepted"
    form = response.context["adminform"].form
    found = {name: list(each) for name, each in form.errors.items()}
    for inline in response.context["inline_admin_formsets"]:
        prefix = inline.formset.prefix
        if inline.formset.non_form_errors():
            found[prefix] = list(inline.formset.non_form_errors())
        for number, row in enumerate(inline.formset.forms):
            found |= {f"{prefix}-{number}-{name}": list(each) for name, each in row.errors.items()}
    return found
