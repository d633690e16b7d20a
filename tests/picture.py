"""python -m tests.picture: the README's picture of the brief, taken from a demo loaded for it."""

from tests.cli import machinery
from tests.journeys import looks

from clew.ui.assets import ROOT

PICTURE = ROOT / "docs" / "brief.png"


def main() -> None:
    with machinery.copied() as data:
        done = machinery.clew("demo", "--no-serve", data=data, limit=400)
        if done.code:
            raise SystemExit(done.err)
        with machinery.serving(data, "--demo") as running, looks.browser() as browser:
            page = browser.new_page(viewport=looks.DESK, color_scheme="light", reduced_motion="reduce")
            page.goto(f"http://127.0.0.1:{running.port}/")
            page.evaluate("document.fonts.ready")
            page.screenshot(path=str(PICTURE))
    print(f"Wrote {PICTURE.relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
