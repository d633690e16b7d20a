import json
import re
import subprocess
from pathlib import Path

import pytest

from clew.ui import assets, icons, sheets

ROOT = assets.ROOT
HOST = re.compile(r"https?:|//|\bregistry\b|\bpypi\b|\bnpmjs\b", re.IGNORECASE)


@pytest.mark.parametrize(
    "name", ["package-lock.json", "requirements.lock", "requirements-dev.lock", "package.json", ".npmrc"]
)
def test_no_lock_names_a_host(name: str):
    text = (ROOT / name).read_text()
    settings = text.replace("omit-lockfile-registry-resolved=true", "")
    assert not HOST.search(settings), HOST.search(settings)


def test_the_lock_pins_what_package_json_asks_for():
    wanted = json.loads((ROOT / "package.json").read_text())
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    for name, version in (wanted["dependencies"] | wanted["devDependencies"]).items():
        assert locked[f"node_modules/{name}"]["version"] == version
        assert locked[f"node_modules/{name}"]["integrity"].startswith("sha512-")


def test_others_files_are_ignored_by_git():
    ignored = (ROOT / ".gitignore").read_text()
    assert "/src/clew/ui/static/ui/vendor/" in ignored
    assert "node_modules/" in ignored


def lucide(folder: Path) -> Path:
    for name in icons.LUCIDE:
        (folder / f"{name}.svg").write_text(f'<!-- x --><svg\n class="x">\n  <path d="M1 1"\n  id="{name}" />\n</svg>')
    return folder


def test_the_sprite_holds_exactly_the_icons_in_the_list(tmp_path: Path):
    sprite = assets.sprite(lucide(tmp_path))
    assert set(re.findall(r'<symbol id="i-([^"]+)"', sprite)) == icons.NAMES
    assert '<path d="M1 1" id="inbox" />' in sprite


def test_a_file_that_is_no_icon_is_told(tmp_path: Path):
    (lucide(tmp_path) / "inbox.svg").write_text("not found")
    with pytest.raises(assets.AssetsFailure, match=r"inbox\.svg"):
        assets.sprite(tmp_path)


STYLESHEET = """
/* inter-latin-opsz-normal */
@font-face {
  font-family: 'Inter Variable';
  font-display: swap;
  src: url(./files/inter-latin-opsz-normal.woff2) format('woff2-variations');
  unicode-range: U+0000-00FF;
}
/* inter-greek-opsz-normal */
@font-face {
  font-family: 'Inter Variable';
  src: url(./files/inter-greek-opsz-normal.woff2) format('woff2-variations');
}"""


def test_fonts_keep_their_scripts_under_our_name():
    (name, rule), (other, _) = assets.font_faces(STYLESHEET, "Inter")
    assert (name, other) == ("inter-latin-opsz-normal.woff2", "inter-greek-opsz-normal.woff2")
    assert 'font-family: "Inter";' in rule
    assert 'src: url("fonts/inter-latin-opsz-normal.woff2") format("woff2");' in rule
    assert "unicode-range: U+0000-00FF;" in rule


@pytest.fixture
def vendor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place of our own for what is made, and no command that runs."""
    monkeypatch.setattr(assets, "VENDOR", tmp_path / "ui" / "vendor")
    monkeypatch.setattr(sheets, "STATIC", tmp_path)
    for file in sheets.FILES:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(f"/* {file} */")
    monkeypatch.setattr(assets, "MODULES", tmp_path / "node_modules")
    monkeypatch.setattr(assets, "WITHOUT_NODE", tmp_path / "node")
    return tmp_path / "ui" / "vendor"


def fail(command: list[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.CompletedProcess(command, 1, "", "no network")


def test_without_node_and_network_it_says_what_to_do_and_that_clew_runs_without(
    vendor: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(assets.shutil, "which", lambda _: None)
    monkeypatch.setattr(assets, "_run", fail)
    assert assets.main([]) == 1
    said = capsys.readouterr().err
    for words in ("need Node.js", "Clew runs without them", "Install Node.js 20 or newer", "no network"):
        assert words in said
    assert (vendor / "clew.css").exists(), "what needs nobody else's files is made all the same"


def test_a_shim_that_does_not_run_is_not_taken_for_npm(vendor: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(assets.shutil, "which", lambda _: "/shims/npm")
    monkeypatch.setattr(assets, "_run", fail)
    with pytest.raises(assets.AssetsFailure, match=r"need Node\.js"):
        assets.build()


def test_nothing_is_fetched_when_nothing_changed(vendor: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(assets, "fetch", lambda: pytest.fail("it should not ask npm"))
    vendor.mkdir(parents=True)
    (vendor / ".stamp").write_text(assets._wanted())
    assert assets.build(), "the stylesheets are joined"
    assert not assets.build()
    (sheets.STATIC / sheets.FILES[0]).write_text("/* changed */")
    assert assets.build(), "and joined again when one of them changes"
