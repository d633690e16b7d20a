"""What holds for every drawing: well-formed, finite, escaped."""

import re
import xml.etree.ElementTree as ET

from hypothesis import strategies as st

NASTY = "<b>&\"'</b>"
NUMBER = re.compile(r"(?<![\w.#-])-?(?:nan|inf)", re.IGNORECASE)

any_number = st.floats(allow_nan=True, allow_infinity=True)
finite_number = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e290, max_value=1e290)


def parse(markup: object) -> ET.Element:
    """The drawing as a tree. Fails when it is not well-formed, or holds a number that is none."""
    text = str(markup)
    root = ET.fromstring(f"<root>{text}</root>")
    for element in root.iter():
        for name in ("d", "style", "points", "cx", "cy", "x", "y", "stroke-width"):
            assert not NUMBER.search(element.get(name, "")), text
    return root


def percentages(style: str) -> dict[str, float]:
    return {name: float(value) for name, value in re.findall(r"--(\w+):(-?[\d.]+)%?", style)}
