"""What the pages show but the repository does not hold: font, icons and base styles of installed packages.

The icon file is 1.1 MB, so a page carries only the symbols it uses: `use_icon` notes a name while
the page is being made, `icon_sprite` at its end writes those symbols once.
"""

import hashlib
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

import flask_bootstrap
import fontpkg_figtree
from flask import Blueprint, Flask, Response, current_app, g, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from markupsafe import Markup

from web import icons, labels, pictures, words

bp = Blueprint("assets", __name__, url_prefix="/assets")

_FONT: Final = Path(fontpkg_figtree.ROOT) / "files" / "Figtree[wght].ttf"
_BOOTSTRAP: Final = Path(flask_bootstrap.__file__).parent / "static" / "bootstrap5"
_ICONS: Final = _BOOTSTRAP / "icons" / "bootstrap-icons.svg"
_STYLES: Final = _BOOTSTRAP / "css" / "bootstrap.min.css"
_SYMBOL: Final = re.compile(r'<symbol[^>]*\bviewBox="([^"]+)"[^>]*\bid="([^"]+)"[^>]*>(.*?)</symbol>', re.DOTALL)
_MONTH: Final = 30 * 24 * 3600  # seconds; the files change only with the installed package


@bp.get("/figtree.ttf")
def font() -> ResponseReturnValue:
    """The one variable font file, from the installed package."""
    return send_file(_FONT, mimetype="font/ttf", max_age=_MONTH, conditional=True)


@bp.get("/bootstrap.css")
def bootstrap() -> ResponseReturnValue:
    """Bootstrap's styles in a cascade layer of their own, so that every rule of ours wins."""
    answer = Response(_layered_styles(), mimetype="text/css")
    answer.cache_control.max_age = _MONTH
    answer.add_etag()
    return answer.make_conditional(request)


@cache
def _layered_styles() -> str:
    # @charset may stand only at the very start of a sheet; the answer's header says the same.
    styles = _STYLES.read_text(encoding="utf-8").replace('@charset "UTF-8";', "")
    return f"@layer bootstrap{{{styles}}}"


# Both are part of every page, also of the one on which somebody signs in.
font.is_public = True  # type: ignore[attr-defined]
bootstrap.is_public = True  # type: ignore[attr-defined]


@cache
def icon_symbols() -> Mapping[str, str]:
    """Every icon of the installed file by name, each as a symbol of ours with the id `i-NAME`."""
    found = _SYMBOL.findall(_ICONS.read_text(encoding="utf-8"))
    return {name: f'<symbol id="i-{name}" viewBox="{box}">{shape}</symbol>' for box, name, shape in found}


def use_icon(name: str) -> str:
    """Note that this page uses an icon; gives the reference for `<use href>`.

    Raises LookupError for a name that the installed file does not have.
    """
    if name not in icon_symbols():
        raise LookupError(f"there is no icon called {name!r}")
    g.setdefault("icons_used", {})[name] = True
    return f"#i-{name}"


def icon_sprite() -> Markup:
    """The symbols noted so far, each once, in the order of first use."""
    return Markup("").join(Markup(icon_symbols()[name]) for name in g.get("icons_used", {}))  # noqa: S704


@cache
def _mark(path: Path, _changed_at: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


def asset_url(filename: str) -> str:
    """The address of a static file, with a mark of its content so that a browser never keeps an old one."""
    path = Path(current_app.static_folder or "") / filename
    return url_for("static", filename=filename, v=_mark(path, path.stat().st_mtime_ns))


def short_day(weekday: int) -> str:
    """A weekday, 0 Monday to 6 Sunday, in two or three letters of the reader's language."""
    return str(get_locale().days["format"]["abbreviated"][weekday])


def init_app(app: Flask) -> None:
    """Serve the font and give the templates their pictures, icons and words."""
    app.register_blueprint(bp)
    app.jinja_env.globals.update(
        asset_url=asset_url,
        icon_sprite=icon_sprite,
        icons=icons.ALL,
        labels=labels,
        pictures=pictures,
        short_day=short_day,
        use_icon=use_icon,
        words=words,
    )
