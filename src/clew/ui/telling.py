"""Expected failures of an action, said in the form that asked for it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms

from clew.kit.errors import Conflict, Invalid


@contextmanager
def telling(form: forms.Form) -> Iterator[None]:
    """What an action refuses becomes an error of `form`: at the field it names where the form has it, else of the whole.

    with telling(form):
        made = create_objective(**form.cleaned_data)
        return done(request, made.page(slug))
    return page(request, "…", form=form, status=422 if form.errors else 200)
    """
    try:
        yield
    except (Invalid, Conflict) as error:
        form.add_error(error.field if error.field in form.fields else None, error.sentence)
