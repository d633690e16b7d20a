"""All checks, in one examination."""

from collections.abc import Callable, Iterator

from clew.cli.doctor import databases, embedding, machine, surroundings
from clew.cli.doctor.findings import Finding, Level, Setup, broken
from clew.config.environment import BadEnvironment

Check = Callable[[Setup], Iterator[Finding]]

EVERYWHERE: tuple[Check, ...] = (
    surroundings.variables,
    surroundings.mail,
    surroundings.address,
    machine.data_folder,
    machine.port,
    machine.stand_in,
    machine.postgres_programs,
    machine.clock,
    machine.space,
    embedding.kernel,
)
IN_THE_FOLDER: tuple[Check, ...] = (
    machine.leftovers,  # before the next, which starts the database and so clears its lock
    databases.look,
    machine.kept_elsewhere,
    machine.static,
    machine.secret,
)
"""What cannot be looked at where the data folder is closed to us."""


def examine(setup: Setup) -> list[Finding]:
    """Every finding, by id. A check that cannot even run is a finding, and keeps no other from running."""
    found = [finding for check in EVERYWHERE for finding in _run(check, setup)]
    if not any(finding.id == "D005" for finding in found):
        found += [finding for check in IN_THE_FOLDER for finding in _run(check, setup)]
    return sorted(found, key=lambda finding: finding.id)


def _run(check: Check, setup: Setup) -> list[Finding]:
    found = []
    try:
        for finding in check(setup):
            found.append(finding)  # noqa: PERF402 - what was found before a failure counts
    except BadEnvironment:
        pass  # D000 tells
    except Exception as error:  # noqa: BLE001 - whatever is wrong here, the others may find its cause
        name = check.__name__.replace("_", " ")
        said = f"The check “{name}” failed itself: {type(error).__name__}: {error}"
        found.append(broken("D099", said, "Mend the other findings, then look again."))
    return found


def is_well(findings: list[Finding]) -> bool:
    return all(finding.level != Level.BROKEN for finding in findings)
