"""What people say about a file: what it holds, and how it is to be read where Clew reads it wrongly."""

from typing import Any

from django import forms

from clew.interchange.models import FORMATS, Reading
from clew.kit.tables import Layout, Wish

ENCODINGS = (
    ("", "As found"),
    ("utf-8", "UTF-8"),
    ("utf-16", "UTF-16"),
    ("cp1252", "Western European (Windows-1252)"),
    ("cp1250", "Central European (Windows-1250)"),
    ("cp1251", "Cyrillic (Windows-1251)"),
    ("shift_jis", "Japanese (Shift JIS)"),
    ("gb18030", "Chinese (GB 18030)"),
)
SEPARATORS = (("", "As found"), (",", "Comma"), (";", "Semicolon"), ("\\t", "Tab"), ("|", "Bar"))
ORDER, DECIMAL = "order", "decimal"


class ReadingForm(forms.Form):
    """How a file is read, where a person knows better."""

    encoding = forms.ChoiceField(choices=ENCODINGS, required=False)
    delimiter = forms.ChoiceField(choices=SEPARATORS, required=False, label="Between cells")
    header_line = forms.IntegerField(
        required=False, min_value=0, max_value=1_000, label="Line of the header", help_text="0 when the file has none."
    )
    header_rows = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=3,
        label="Rows of the header",
        help_text="Some tools write keys, labels and types.",
    )
    part = forms.CharField(
        required=False, max_length=300, label="Sheet or list", help_text="Of a workbook, or of JSON that holds several."
    )
    fill_short_rows = forms.BooleanField(
        required=False, label="Rows may end early", help_text="The cells that are missing at their end count as empty."
    )

    def wish(self) -> Wish:
        data = self.cleaned_data
        return Wish(
            encoding=data["encoding"],
            delimiter=data["delimiter"].replace("\\t", "\t"),
            header_line=data["header_line"],
            fill_short_rows=data["fill_short_rows"],
            part=data["part"].strip(),
            header_rows=data["header_rows"] or 0,
        )


class UploadForm(ReadingForm):
    record = forms.ChoiceField(widget=forms.RadioSelect, label="What does the file hold?")
    file = forms.FileField(
        label="File", help_text="CSV, TSV, Excel (.xlsx), JSON or JSON Lines, as the tool exported it."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        record = self.fields["record"]
        assert isinstance(record, forms.ChoiceField)
        record.choices = [
            (known.key, known.heading) for known in sorted(FORMATS.values(), key=lambda known: known.order)
        ]


def chosen_columns(data: Any, layout: Layout) -> dict[str, list[str]]:
    """Field keys to the columns that feed them, from a posted table of columns (`column-<index>` holds the field)."""
    chosen: dict[str, list[str]] = {}
    for column in layout.columns:
        if key := data.get(f"column-{column.index}", ""):
            chosen.setdefault(key, []).append(column.name)
    return chosen


def chosen_readings(data: Any, layout: Layout) -> dict[str, Reading]:
    """What a person answered where a column reads two ways."""
    found = {}
    for column in layout.columns:
        order, decimal = (data.get(f"{name}-{column.index}", "") for name in (ORDER, DECIMAL))
        if order or decimal:
            found[column.name] = Reading(order=order, decimal=decimal)
    return found


def chosen_options(data: Any, keys: list[str]) -> dict[str, str]:
    return {key: data.get(f"option-{key}", "") for key in keys}
