"""Font, icons and styles of installed packages, and what the components make of them."""

import re
from html.parser import HTMLParser
from itertools import product
from pathlib import Path

import pytest
from flask import Flask, render_template_string

from matcher.vocabulary import Sector
from tests.browser.sheet import sheet_app
from web import assets, icons

STATIC = Path(assets.__file__).parent / "static"
TEMPLATES = Path(assets.__file__).parent / "templates"


@pytest.fixture(scope="module")
def app() -> Flask:
    return sheet_app()


class Page(HTMLParser):
    """Collects what a test asks of a page: tags with their attributes, and ids."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, attribute: str) -> list[str]:
        return [found[attribute] or "" for _, found in self.tags if attribute in found]


class TestFont:
    def test_is_served_from_the_package_and_kept_by_the_browser(self, app):
        with app.test_client().get("/assets/figtree.ttf") as answer:
            assert answer.status_code == 200
            assert answer.data[:4] == b"\x00\x01\x00\x00"
            assert answer.cache_control.max_age

    def test_is_open_to_everybody(self):
        assert assets.font.is_public
        assert assets.bootstrap.is_public


class TestBootstrap:
    def test_lies_in_a_layer_under_our_own_rules(self, app):
        styles = app.test_client().get("/assets/bootstrap.css")

        assert styles.text.startswith("@layer bootstrap{")
        assert "@charset" not in styles.text
        assert styles.text.count("{") == styles.text.count("}")

    def test_is_not_sent_twice(self, app):
        client = app.test_client()
        mark = client.get("/assets/bootstrap.css").headers["ETag"]

        assert client.get("/assets/bootstrap.css", headers={"If-None-Match": mark}).status_code == 304


class TestIcons:
    def test_every_icon_of_a_word_is_in_the_installed_file(self):
        named = {name for names in icons.ALL.values() for name in names.values()}

        assert named <= assets.icon_symbols().keys()

    @pytest.mark.parametrize("names", icons.ALL.values(), ids=icons.ALL)
    def test_every_word_has_an_icon(self, names):
        (vocabulary,) = {type(word) for word in names}

        assert set(names) == set(vocabulary)

    @pytest.mark.parametrize("name", ["kind", "part", "sector", "condition", "means", "life"])
    def test_no_two_words_of_one_list_share_an_icon(self, name):
        used = list(icons.ALL[name].values())

        assert len(used) == len(set(used))

    def test_an_unknown_name_is_an_error_and_not_an_empty_picture(self, app):
        with app.test_request_context(), pytest.raises(LookupError, match="no-such-icon"):
            assets.use_icon("no-such-icon")

    def test_a_page_carries_each_symbol_it_uses_once(self, app):
        with app.test_request_context():
            for name in ("eye", "clock", "eye"):
                assets.use_icon(name)

            assert re.findall(r'id="([^"]+)"', assets.icon_sprite()) == ["i-eye", "i-clock"]


class TestAddresses:
    def test_carry_a_mark_of_what_the_file_holds(self, app):
        with app.test_request_context():
            assert re.fullmatch(r"/static/css/tokens\.css\?v=[0-9a-f]{10}", assets.asset_url("css/tokens.css"))


@pytest.mark.parametrize("audience", ["youth", "coach"])
class TestEveryComponent:
    @pytest.fixture
    def page(self, app, audience) -> Page:
        return Page(app.test_client().get(f"/{audience}").get_data(as_text=True))

    def test_has_no_style_of_its_own(self, page):
        assert page.all("style") == []
        assert [tag for tag, _ in page.tags if tag == "style"] == []

    def test_refers_only_to_ids_that_stand_once_on_the_page(self, page):
        ids = page.all("id")
        drawn = [reference[1:] for reference in page.all("href") if reference.startswith("#")]

        assert len(ids) == len(set(ids))
        assert set(drawn) | set(page.all("aria-labelledby")) <= set(ids)
        assert {name for names in page.all("aria-describedby") for name in names.split()} <= set(ids)

    def test_scripts_carry_the_nonce(self, page):
        assert all(found.get("nonce") for tag, found in page.tags if tag == "script")

    def test_every_form_that_changes_something_has_a_token(self, page):
        posts = [found for tag, found in page.tags if tag == "form" and found.get("method") == "post"]

        assert page.all("name").count("csrf_token") == len(posts)


class TestScenes:
    @pytest.mark.parametrize("sector", [*Sector, "houses"])
    def test_each_has_exactly_one_light(self, sector):
        drawn = (TEMPLATES / "components" / "scenes" / f"{sector}.svg").read_text()

        assert drawn.count('"f-lamp"') == 1

    def test_use_only_colours_that_have_a_name(self):
        styles = (STATIC / "css" / "pictures.css").read_text()
        for drawn in (TEMPLATES / "components" / "scenes").glob("*.svg"):
            text = drawn.read_text()
            named = {name for names in re.findall(r'class="([^"]+)"', text) for name in names.split()}
            assert {name for name in named if f".{name} " not in styles} == set(), drawn.name
            assert not re.search(r'(fill|stroke)="', text), drawn.name

    def test_a_place_without_a_sector_gets_the_row_of_houses(self, app):
        with app.test_request_context():
            drawn = render_template_string('{% from "components/scene.html" import scene %}{{ scene() }}')

        assert 'class="house"' in drawn


def channel(value: int) -> float:
    part = value / 255
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def luminance(colour: str) -> float:
    red, green, blue = (channel(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of two colours (WCAG 2.2, relative luminance)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def schemes() -> list[dict[str, str]]:
    light, dark = (STATIC / "css" / "tokens.css").read_text().split("prefers-color-scheme: dark", 1)
    found = [dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", text)) for text in (light, dark)]
    return [found[0], found[0] | found[1]]


READ_ON = [
    ("ink", ("surface", "paper", "sunken", "petrol-soft", "lamp-soft", "leaf-soft", "brick-soft", "dusk-soft")),
    ("ink-2", ("surface", "paper", "petrol-soft", "lamp-soft", "leaf-soft", "brick-soft", "dusk-soft")),
    ("petrol", ("surface", "paper", "brick-soft", "leaf-soft", "dusk-soft")),
    ("petrol-deep", ("petrol-soft",)),
    ("on-petrol", ("petrol", "petrol-deep")),
    ("on-lamp", ("lamp",)),
    ("lamp-ink", ("lamp-soft",)),
    ("leaf", ("leaf-soft", "surface")),
    ("brick", ("brick-soft", "surface", "paper")),
    ("dusk", ("dusk-soft", "surface")),
]


@pytest.mark.parametrize("scheme", schemes(), ids=["light", "dark"])
class TestColours:
    @pytest.mark.parametrize(("text", "ground"), [pair for text, on in READ_ON for pair in product([text], on)])
    def test_text_can_be_read(self, scheme, text, ground):
        assert contrast(scheme[text], scheme[ground]) >= 4.5

    @pytest.mark.parametrize("ground", ["surface", "sunken", "paper"])
    def test_the_border_of_a_control_can_be_seen(self, scheme, ground):
        assert contrast(scheme["line-strong"], scheme[ground]) >= 3
