"""python -m benchmarks [name]: every benchmark, or one; each prints a table and then its figures as a line of JSON."""

import os
import sys

ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
for variable in ONE_THREAD:  # before numpy: threads that wait for each other would count as work
    os.environ.setdefault(variable, "1")

import importlib  # noqa: E402
import pkgutil  # noqa: E402

import benchmarks  # noqa: E402
from benchmarks._report import Report, as_line, show  # noqa: E402


def names() -> list[str]:
    return sorted(module.name for module in pkgutil.iter_modules(benchmarks.__path__) if module.name[0] != "_")


def main(wanted: str) -> int:
    chosen = names() if wanted == "all" else [wanted]
    if wanted not in {"all", *names()}:
        print(f"There is no benchmark {wanted!r}. There are: {', '.join(names())}.", file=sys.stderr)
        return 2
    for name in chosen:
        report: Report = importlib.import_module(f"benchmarks.{name}").run()
        show(report)
        print(as_line(report))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "all"))
