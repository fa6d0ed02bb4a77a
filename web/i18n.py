"""Language, dates and numbers. Dutch unless the reader chose English; texts in the code are English msgids."""

from datetime import date, datetime
from typing import Final

from flask import Flask, has_request_context, session
from flask_babel import Babel, format_currency, format_date, format_datetime, format_decimal, get_locale

from models.base import Labelled

LANGUAGES: Final = {"nl": "Nederlands", "en": "English"}
DEFAULT_LANGUAGE: Final = "nl"
# What coaches, employers and youths wrote is kept as they wrote it, and said to be in this language: so that a screen
# reader and "read aloud" speak it rightly on an English page too.
WRITTEN_IN: Final = "nl"
TIME_ZONE: Final = "Europe/Amsterdam"


def init_app(app: Flask) -> None:
    """Choose the language of each request and give templates their helpers."""
    Babel(
        app,
        default_locale=DEFAULT_LANGUAGE,
        default_timezone=TIME_ZONE,
        default_translation_directories="translations",
        locale_selector=language,
    )
    app.jinja_env.globals.update(
        LANGUAGES=LANGUAGES,
        WRITTEN_IN=WRITTEN_IN,
        get_locale=get_locale,
        day=day,
        moment=moment,
        clock=clock,
        number=format_decimal,
        money=money,
        label_of=label_of,
    )


def language() -> str:
    """The code of the reader's language."""
    chosen = session.get("language") if has_request_context() else None
    return chosen if chosen in LANGUAGES else DEFAULT_LANGUAGE


def choose_language(code: str) -> None:
    """Remember a language for this visitor; an unknown one changes nothing."""
    if code in LANGUAGES:
        session["language"] = code


def label_of(row: Labelled) -> str:
    """What a row of a catalogue is called in the reader's language."""
    return row.label_in(language())


def day(value: date, form: str = "d MMMM y") -> str:
    """A day in words, "23 november 2026"."""
    return str(format_date(value, form, rebase=False))


def moment(value: datetime, form: str = "d MMMM y, HH:mm") -> str:
    """An aware time as the clock in the Netherlands shows it."""
    return str(format_datetime(value, form))


def clock(minutes: int) -> str:
    """Minutes since midnight as a clock time, "9:30"; 1440 is "24:00"."""
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02d}"


def money(cents: int) -> str:
    """An amount of euros from cents, "€ 14,50"; whole euros lose their cents."""
    return euros(cents / 100, cents=cents % 100 != 0)


def euros(amount: float, *, cents: bool) -> str:
    """An amount of euros as the reader's language writes it: "€ 14,50", "€14.50"."""
    locale = get_locale()
    pattern = locale.currency_formats["standard"].pattern if locale else "¤ #,##0.00"
    return str(
        format_currency(amount, "EUR", format=pattern if cents else pattern.replace(".00", ""), currency_digits=False)
    )
