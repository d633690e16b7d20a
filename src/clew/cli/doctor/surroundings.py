"""D000, D015, D018: what the environment says."""

import socket
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from clew.cli.doctor.findings import Finding, Setup, broken, warning
from clew.config import environment

FLAGS = ("CLEW_DEBUG", "CLEW_DEMO", "CLEW_WORKER", "CLEW_OPEN_SIGN_UP", "CLEW_MAIL_TLS", "CLEW_BEHIND_PROXY")
SECRETS = ("DATABASE_URL", "CLEW_SECRET_KEY", "CLEW_MAIL_PASSWORD")


def variables(setup: Setup) -> Iterator[Finding]:
    readers: dict[str, Callable[[str], object]] = {
        **dict.fromkeys(FLAGS, environment.flag),
        **dict.fromkeys(SECRETS, environment.secret),
        "CLEW_MAIL_PORT": lambda name: environment.number(name, 587),
    }
    for name, read in readers.items():
        try:
            read(name)
        except environment.BadEnvironment as error:
            yield broken("D000", str(error), f"Change {name}, or leave it out.")
    if environment.flag("CLEW_DEBUG"):
        yield warning(
            "D000", "CLEW_DEBUG shows the inside of every error to whoever meets it.", "Leave out CLEW_DEBUG."
        )


def mail(setup: Setup) -> Iterator[Finding]:
    """Only whether the port opens; nothing is sent."""
    host, port = environment.text("CLEW_MAIL_HOST"), environment.number("CLEW_MAIL_PORT", 587)
    if not setup.with_mail:
        return
    if not host:
        yield warning("D015", "No mail is configured: invitations are handed over as links.", "Set CLEW_MAIL_HOST.")
        return
    try:
        socket.create_connection((host, port), timeout=5).close()
    except OSError as error:
        said = error.strerror or str(error)
        mend = "Check CLEW_MAIL_HOST and CLEW_MAIL_PORT, and whether a firewall lets mail out."
        yield broken("D015", f"The mail server {host}:{port} cannot be reached: {said}.", mend)


def address(setup: Setup) -> Iterator[Finding]:
    """CLEW_URL and CLEW_HOSTS: people who come by another name are turned away."""
    base, hosts = environment.text("CLEW_URL"), environment.names("CLEW_HOSTS")
    for host in hosts:
        if "/" in host or (":" in host and not host.startswith("[")):
            bare = (urlsplit(host).hostname if "//" in host else host.split("/")[0].split(":")[0]) or host
            yield broken(
                "D018", f"CLEW_HOSTS holds “{host}”, which no request matches.", f"Write only the name: {bare}"
            )
    if not base:
        return
    parts = urlsplit(base)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        yield broken("D018", f"CLEW_URL is “{base}”.", "Write the whole address, such as https://clew.example.com")
        return
    if parts.path.strip("/") or parts.query:
        mend = f"Clew lives at the top of a name: {parts.scheme}://{parts.netloc}"
        yield broken("D018", f"CLEW_URL has a path: “{base}”.", mend)
    elif hosts and parts.hostname not in hosts:
        mend = f"Add {parts.hostname} to CLEW_HOSTS, or correct CLEW_URL."
        yield warning("D018", f"CLEW_URL names {parts.hostname}, CLEW_HOSTS does not.", mend)
    if parts.scheme == "https" and not environment.flag("CLEW_BEHIND_PROXY"):
        yield warning(
            "D018",
            "CLEW_URL is https, and Clew itself speaks http: it takes every request for an insecure one.",
            "Set CLEW_BEHIND_PROXY=yes when a proxy adds https and sets X-Forwarded-Proto.",
        )
