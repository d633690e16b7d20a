"""Addresses: whether one is free, and whether a server answers there."""

import errno
import ipaddress
import socket
from contextlib import closing
from http.client import HTTPConnection, HTTPException

import psutil

from clew.kit.errors import ExpectedError, Invalid


class PortTaken(ExpectedError):
    status = 409
    code = "port_taken"


def resolve(host: str) -> str:
    """The numeric address of `host`: what a server listens on."""
    try:
        return str(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        pass
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Invalid(f"“{host}” is no address of this machine: {error.strerror}. Try --host 127.0.0.1.") from error
    return str(min(found, key=lambda one: one[0] != socket.AF_INET)[4][0])


def is_loopback(address: str) -> bool:
    return ipaddress.ip_address(address).is_loopback


def url(address: str, port: int) -> str:
    """What to open in a browser on this machine."""
    address = _from_here(address)
    return f"http://[{address}]:{port}/" if ":" in address else f"http://{address}:{port}/"


def _from_here(address: str) -> str:
    """A server that listens on every address answers on the loopback one."""
    ip = ipaddress.ip_address(address)
    if not ip.is_unspecified:
        return address
    return "::1" if ip.version == 6 else "127.0.0.1"


def ensure_free(address: str, port: int) -> None:
    """PortTaken, with who holds it and the mend, when nothing can listen there."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port that was just left is free
        try:
            trial.bind((address, port))
        except OSError as error:
            raise _refusal(address, port, error) from error


def _refusal(address: str, port: int, error: OSError) -> ExpectedError:
    if error.errno == errno.EADDRINUSE:
        return PortTaken(f"Port {port} is taken{_holder(port)}. Choose another: clew serve --port {port + 1}")
    if error.errno == errno.EACCES:
        return PortTaken(f"Only root may listen on port {port}. Choose one above 1023: clew serve --port 8000")
    return Invalid(f"This machine cannot listen on {address}: {error.strerror}. Try --host 127.0.0.1.")


def _holder(port: int) -> str:
    try:
        for found in psutil.net_connections("tcp"):
            if found.status == psutil.CONN_LISTEN and found.laddr and found.laddr.port == port and found.pid:
                return f" by process {found.pid} ({psutil.Process(found.pid).name()})"
    except psutil.Error:  # only root may look at other people's
        pass
    return ""


def answers(address: str, port: int, *, patience: float = 2.0) -> bool:
    """Whether a healthy Clew answers there."""
    with closing(HTTPConnection(_from_here(address), port, timeout=patience)) as connection:
        try:
            connection.request("GET", "/healthz", headers={"Host": "localhost"})
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
