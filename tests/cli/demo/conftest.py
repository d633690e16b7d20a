import pytest
from tests.cli.demo.reading import TODAY, Demo, read

from clew.cli.demo import generate


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return read(generate(tmp_path_factory.mktemp("demo"), today=TODAY))
