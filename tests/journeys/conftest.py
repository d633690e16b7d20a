"""Real servers to walk through in a real browser: one that nobody has used yet, and one with the demo company."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from tests.cli import machinery
from tests.journeys import looks

from clew.config.embedded import Embedded


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with looks.browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def fresh() -> Iterator[str]:
    """The address of a Clew that nobody has signed up to yet."""
    with machinery.copied() as data, machinery.serving(data) as running:
        yield f"http://localhost:{running.port}"


@pytest.fixture(scope="session")
def demo_data() -> Iterator[Path]:
    """A data folder with the demo company, in which nothing runs: filled once, copied by whoever walks through it."""
    with machinery.copied() as data:
        done = machinery.clew("demo", "--no-serve", "--json", data=data, limit=400)
        assert done.code == 0, done.err
        Embedded(data).stop()
        yield data


@pytest.fixture(scope="module")
def demo(demo_data: Path) -> Iterator[str]:
    """The address of the demo, where every visitor is its owner."""
    with machinery.folder() as data:
        machinery.copy_stopped(demo_data, data)
        with machinery.serving(data, "--demo") as running:
            yield f"http://127.0.0.1:{running.port}"


@pytest.fixture
def visitor(chromium: Browser, fresh: str) -> Iterator[BrowserContext]:
    """Somebody who has never been here, at a desk."""
    context = chromium.new_context(viewport=looks.DESK, base_url=fresh)
    context.set_default_timeout(20_000)
    yield context
    context.close()


@pytest.fixture
def page(visitor: BrowserContext) -> Iterator[Page]:
    """Whatever the browser complains about on the way fails the test."""
    page, complaints = looks.watched(visitor)
    yield page
    assert complaints == []
