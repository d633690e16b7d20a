"""Month names and zone names, as exports spell them."""

import unicodedata

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip
_NAMES = (
    "january february march april may june july august september october november december",
    "januar februar marz april mai juni juli august september oktober november dezember",
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
    "januari februari maart april mei juni juli augustus september oktober november december",
)
_EXTRA = {"mrt": 3, "mrz": 3, "maerz": 3, "janner": 1, "feber": 2}
_BY_NAME = {name: number for line in _NAMES for number, name in enumerate(line.split(), start=1)} | _EXTRA

OFFSETS = {
    "Z": 0, "UTC": 0, "GMT": 0, "UT": 0, "WET": 0, "WEST": 60, "CET": 60, "CEST": 120, "MEZ": 60, "MESZ": 120,
    "EET": 120, "EEST": 180, "EST": -300, "EDT": -240, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420,
    "AKST": -540, "AKDT": -480, "HST": -600, "JST": 540, "KST": 540, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780,
}  # fmt: skip
"""Minutes east of Greenwich. Only names that mean one thing: AST, BST, CST and IST are used by several regions."""


def month(name: str) -> int | None:
    """1 to 12 for a month's name or a beginning of it of three letters or more; None when it is none, or several."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    if plain in _BY_NAME:
        return _BY_NAME[plain]
    numbers = {number for full, number in _BY_NAME.items() if len(plain) >= 3 and full.startswith(plain)}
    return numbers.pop() if len(numbers) == 1 else None
