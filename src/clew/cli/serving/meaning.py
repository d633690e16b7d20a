"""The process that knows meanings: turns what somebody searches for into a vector, for web processes that stay light.

One line of JSON in, one out, over a socket that only this machine's owner can open:

    {"embedder": name, "text": words}                                  →  {"mark": …, "vector": "[0.1,…]"}
    the same with {"of": [[sentence, …], …], "within": seconds}  →  {"mark": …, "nearest": [0, 3, null, …]}

It answers {"error": …} while an embedder is being read (two seconds, once), and whoever asked goes on without.
"""

import json
import os
import signal
import socketserver
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from clew.cli.serving import lifeline

DEFAULT = "use-multilingual-v3"
LONGEST_LINE = 2_000_000


class Embedders:
    """The embedders by name, each read by a thread of its own when it is first asked for."""

    def __init__(self) -> None:
        self._known: dict[str, Any] = {}
        self._asked: set[str] = set()
        self._turn = threading.Lock()

    def get(self, name: str) -> Any:
        """None while it is being read."""
        with self._turn:
            if name not in self._asked:
                self._asked.add(name)
                threading.Thread(target=self._read, args=(name,), daemon=True).start()
        return self._known.get(name)

    def _read(self, name: str) -> None:
        from clew.calc.embed import embedder_for  # numpy and the weights: a second each, after the socket is open

        try:
            embedder = embedder_for(name)
            embedder.encode(["warm"])
        except Exception:
            with self._turn:
                self._asked.discard(name)
            raise
        self._known[name] = embedder


def answer(request: dict[str, Any], embedders: Embedders) -> dict[str, Any]:
    """What is sent back for one line."""
    embedder = embedders.get(str(request["embedder"]))
    if embedder is None:
        return {"error": "not ready"}
    asked = embedder.encode([str(request["text"])])[0]
    found: dict[str, Any] = {"mark": f"{embedder.name} {embedder.version}"}
    if "of" in request:
        found["nearest"] = _nearest(embedder, asked, request["of"], float(request.get("within", 1.0)))
    else:
        found["vector"] = "[" + ",".join(f"{number:.5g}" for number in asked.tolist()) + "]"
    return found


def _nearest(embedder: Any, asked: Any, of: Sequence[Sequence[str]], within: float) -> list[int | None]:
    """The nearest sentence of each note, in order, until the time is over."""
    end = time.monotonic() + within
    found: list[int | None] = []
    for sentences in of:
        if not sentences or time.monotonic() > end:
            found.append(None)
            continue
        found.append(int((embedder.encode(list(sentences)) @ asked).argmax()))
    return found


class _Line(socketserver.StreamRequestHandler):
    timeout = 10

    def handle(self) -> None:
        with suppress(OSError):
            while line := self.rfile.readline(LONGEST_LINE):
                self.wfile.write(json.dumps(self._answer(line)).encode() + b"\n")

    def _answer(self, line: bytes) -> dict[str, Any]:
        server: Any = self.server
        try:
            return answer(json.loads(line), server.embedders)
        except (ValueError, KeyError, TypeError) as error:
            return {"error": f"{type(error).__name__}: {error}"}


class Server(socketserver.ThreadingUnixStreamServer):
    """Answers on the socket at `path`, which is made anew."""

    daemon_threads = True

    def __init__(self, path: Path, embedders: Embedders | None = None) -> None:
        path.unlink(missing_ok=True)
        self.embedders = embedders or Embedders()
        before = os.umask(0o177)
        try:
            super().__init__(str(path), _Line)
        finally:
            os.umask(before)


def serve(path: Path) -> None:
    """Answer until SIGTERM or SIGINT."""
    from clew.config.meaning import ensure_folder

    ensure_folder(path)
    with Server(path) as server:
        server.embedders.get(DEFAULT)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
        server.serve_forever(poll_interval=0.2)
    path.unlink(missing_ok=True)


if __name__ == "__main__":
    for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(variable, "1")  # one sentence is no work for several threads
    _parent, _path = sys.argv[1:]
    lifeline.hold(int(_parent), by=signal.SIGTERM)
    serve(Path(_path))
