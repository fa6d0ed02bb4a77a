"""Every component on one page: the application's own templates and style sheets, with made-up content.

To look at it: `python -m tests.browser.sheet FOLDER` takes a picture in every width and scheme.
"""

import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from flask import Flask, render_template, request
from jinja2 import ChoiceLoader, FileSystemLoader
from playwright.sync_api import sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from matcher.match import Fit, PartFit
from matcher.profiles import WeekTime
from matcher.vocabulary import PartKey, Sector
from web import assets, i18n, security

WIDTHS: Final = (320, 390, 1280)
SCHEMES: Final = ("light", "dark")
AUDIENCES: Final = ("youth", "coach")
ENDPOINTS: Final = (
    "public.start",
    "public.landing",
    "public.language",
    "public.about_data",
    "account.sign_in",
    "account.sign_out",
    "staff.own_account",
    "policy.who_may_see_what",
    "explained.how_we_rank",
    "data.wrong",
)


class Reader:
    """Somebody signed in, as the bar wants to know them."""

    name = "Marit Hoekstra"
    roles = ()


def sheet_app() -> Flask:
    """The application's templates with a page of components at /youth and /coach."""
    app = Flask("web")
    settings = _settings()
    app.config.update(SECRET_KEY="sheet", PLEK=settings)
    here = FileSystemLoader(Path(__file__).parent)
    app.jinja_loader = ChoiceLoader([app.jinja_loader, here])  # type: ignore[assignment, list-item]
    security.init_app(app, settings)
    i18n.init_app(app)
    assets.init_app(app)
    for endpoint in ENDPOINTS:
        app.add_url_rule(f"/{endpoint}", endpoint, lambda: "")
    app.add_url_rule("/<audience>", "sheet", _page)
    return app


def _settings() -> Any:
    class Settings:
        secret_key = "sheet"
        secure_cookies = False
        body_limit = 1_000_000
        trusted_hosts = ()
        proxies = 0

    return Settings()


def _page(audience: str) -> str:
    return render_template(
        "sheet_page.html",
        audience=audience,
        me=None if "public" in request.args else Reader(),
        nav=_nav(audience),
        page_address=lambda page: f"?page={page}",
        **content(),
    )


def _nav(audience: str) -> list[tuple[str, str, str, bool]]:
    coach = [("people", "Jongeren"), ("compass", "Plekken"), ("building", "Werkgevers")]
    youth = [("compass", "Plekken"), ("signpost-split", "Mijn plan"), ("person", "Ik")]
    items = coach if audience == "coach" else youth
    return [("/", icon, label, label == items[0][1]) for icon, label in items]


def content() -> dict[str, Any]:
    """Made-up places, hours and parts, enough to show every state."""
    times = [WeekTime(day, 540, 840) for day in (0, 1, 3)]
    frictions = (0.05, 0.22, 0.35, 0.6, 0.02, 0.1, 0.3, 0.22)
    known = {key: PartFit(f, f, f) for key, f in zip(PartKey, frictions, strict=True)}
    return {
        "times": times,
        "school": [WeekTime(2, 510, 900)],
        "planned": [WeekTime(4, 540, 840)],
        "places": [_place("technique", "fits_very_well", times), _place("green", "fits_well", times), _full()],
        "known_parts": known,
        "parts": known | {PartKey.GROWTH: PartFit(0.3, 0.1, 0.8)},
        "mended": PartFit(0.15, 0.15, 0.15),
        "fit": Fit(0.84, 0.84, 0.84),
        "open_fit": Fit(0.76, 0.71, 0.82),
        "sectors": [*Sector, None],
    }


def _place(sector: str, band: str, times: list[WeekTime]) -> dict[str, Any]:
    return {
        "href": "/",
        "title": "Fietsen repareren",
        "kind": "learning",
        "employer": "Fietswerkplaats De Ketting",
        "sector": sector,
        "band": band,
        "facts": [("bicycle", "12 minuten fietsen"), ("calendar-week", "3 dagen, van 9 tot 2 uur")],
        "reasons": [
            ("hand-thumbs-up", "Je werkt graag met je handen. Dat doe je hier de hele dag."),
            ("1-circle", "Je krijgt één taak tegelijk. Dat wilde je graag."),
        ],
        "better": "Soms is het druk. Met een vaste plek achterin is het rustiger. Marit kan dat vragen.",
        "times": times,
    }


def _full() -> dict[str, Any]:
    return _place("reuse", "possible_with_help", []) | {"full": True, "better": None, "times": None, "unknown": True}


class Quiet(WSGIRequestHandler):
    """Serves without a line for each request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve on a free port of this machine; gives the address."""
    server = make_server("localhost", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def take_pictures(folder: Path) -> None:
    """Both audiences, in every width and scheme, as files of a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with served(sheet_app()) as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for audience in AUDIENCES:
            for scheme in SCHEMES:
                for width in WIDTHS:
                    page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 900})
                    page.goto(f"{address}/{audience}", wait_until="networkidle")
                    page.screenshot(path=folder / f"{audience}-{scheme}-{width}.png", full_page=True)
                    page.close()
        browser.close()


if __name__ == "__main__":
    take_pictures(Path(sys.argv[1]))
