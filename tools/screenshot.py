"""Takes the pictures of the README from the sample workspace: python tools/screenshot.py [FOLDER]

Starts Regard in an empty folder, signs in as the owner of the sample, and photographs home and explore in
both languages, at desktop and phone width.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
SIGN_IN = re.compile(r"Sign in as (\S+) with the password (\S+)")
ADDRESS = re.compile(r"Regard is ready \(\d+ s\): (\S+)")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
PAGES = {"home": "home/", "explore": "explore/"}
SIZES = {"": (1280, 1000), "-phone": (360, 780)}


@contextmanager
def regard(folder: Path, port: int) -> Iterator[tuple[str, str, str]]:
    """A running Regard: its address, and the sign-in of the sample's owner."""
    command = [sys.executable, "-m", "regard.cli", "run", "--port", str(port)]
    environment = os.environ | {"REGARD_DATA": str(folder), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        said = ""
        for line in process.stdout or ():
            said += line
            if "Ctrl-C" in line:
                break
        try:
            yield ADDRESS.search(said)[1], *SIGN_IN.search(said).groups()  # type: ignore[index,union-attr,misc]
        finally:
            process.send_signal(signal.SIGINT)
            process.wait()


def photograph(browser: Browser, address: str, email: str, password: str, target: Path) -> None:
    for language in ("en", "zh-hans"):
        for size, (width, height) in SIZES.items():
            for theme in ("light",):
                context = browser.new_context(
                    viewport={"width": width, "height": height},
                    locale="zh-CN" if language == "zh-hans" else "en-GB",
                    color_scheme=theme,  # type: ignore[arg-type]
                )
                page = context.new_page()
                page.goto(f"{address}/sign-in/")
                page.fill("[name=login]", email)
                page.fill("[name=password]", password)
                page.click("main form button")
                page.wait_for_url("**/home/")
                home = page.url
                for name, end in PAGES.items():
                    page.goto(home.replace("home/", end), wait_until="networkidle")
                    full = name == "home" or bool(size)
                    page.screenshot(path=target / f"{name}{size}-{language[:2]}-{theme}.png", full_page=full)
                context.close()


def main() -> int:
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images"
    target.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        regard(Path(folder), 8931) as (address, email, password),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        photograph(browser, address, email, password, target)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
