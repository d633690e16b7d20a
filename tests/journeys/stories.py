"""A little company's feedback, as a person might have exported it: passages of the demo's stock, which customers could
have written."""

import csv
import io
from datetime import date, timedelta

from clew.cli.demo.stock import Passage, passages

ACCOUNTS = [("Northwind Trading", 46_000), ("Kestrel Air", 12_000), ("Brightside Care", 31_500), ("Tall Pines", 8_400)]
SUBJECTS = ("offline_notes", "quickbooks", "eta_texts", "overtime")


def said() -> list[Passage]:
    return [one for one in passages() if one.about in SUBJECTS and one.language == "en"]


def feedback(today: date) -> str:
    """A CSV of all of them from four accounts over twelve weeks, and two rows that cannot be taken."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Ticket", "Date", "Company", "E-mail", "What did they say?", "Plan"])
    for number, passage in enumerate(said()):
        name, _ = ACCOUNTS[number % len(ACCOUNTS)]
        day = today - timedelta(days=(number * 13) % 84)
        writer.writerow([f"T-{number}", day, name, f"person{number}@{_domain(name)}", passage.text, "Team"])
    writer.writerow(["T-900", today, "Kestrel Air", "late@kestrel.example", "", "Team"])
    writer.writerow(["T-901", "31 February 2026", "Kestrel Air", "odd@kestrel.example", "The date of this is odd.", ""])
    return out.getvalue()


def accounts() -> str:
    rows = "\n".join(f"{name},{arr}" for name, arr in ACCOUNTS)
    return f"Account,ARR\n{rows}\n"


def _domain(account: str) -> str:
    return f"{account.split(maxsplit=1)[0].lower()}.example"
