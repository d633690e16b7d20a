import os
import time
from pathlib import Path

from procrastinate.contrib.django import app


@app.task(name="napping.nap")
def nap(diary: str, seconds: float) -> None:
    """Write the process number into `diary` when it begins, and a dot when it has slept."""
    with Path(diary).open("a") as file:
        file.write(f"{os.getpid()}\n")
    time.sleep(seconds)
    with Path(diary).open("a") as file:
        file.write(".\n")
