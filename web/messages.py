"""The names of fields and the sentences for what is wrong with a value, in the reader's language."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Final

from flask_babel import format_date, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from matcher.profiles import WeekTime
from matcher.vocabulary import Ability, Condition, Demand, Interest, Means
from web import labels
from web.i18n import clock
from web.services.errors import Problem
from web.words import language, weekday, wish

FIELD_NAMES: Final = {
    "abilities": _l("Abilities"),
    "about": _l("What it is about"),
    "aim": _l("Aim"),
    "answer": _l("Answer"),
    "arrangeable": _l("Can be arranged"),
    "asks": _l("What the work asks"),
    "asks_known": _l("What the work asks"),
    "band": _l("How well it fits"),
    "bears": _l("What they can bear"),
    "birth_date": _l("Date of birth"),
    "bound": _l("When the task is done"),
    "buddy_name": _l("Work buddy"),
    "by_id": _l("Colleague"),
    "card": _l("Code on your card"),
    "coach": _l("As the coach sees it"),
    "code": _l("Your code"),
    "contact_email": _l("E-mail address of the contact person"),
    "contact_name": _l("Contact person"),
    "contact_telephone": _l("Telephone of the contact person"),
    "day_parts": _l("Parts of the day"),
    "demands": _l("How heavy the work is"),
    "demands_known": _l("How heavy the work is"),
    "earliest": _l("Can start from"),
    "education": _l("Education"),
    "email": _l("E-mail address"),
    "exempt": _l("Exempt from school"),
    "exempt_from": _l("Exempt from"),
    "expert_supervision": _l("Expert supervision"),
    "flexible_times": _l("The times can be agreed together"),
    "free": _l("Free times"),
    "free_known": _l("Free times"),
    "from_day": _l("First day of standing in"),
    "goals": _l("Learning goals"),
    "hazards": _l("Dangers"),
    "hours_least": _l("Least hours a week"),
    "hours_most": _l("Most hours a week"),
    "income_needed": _l("Income needed"),
    "interests": _l("Interests"),
    "kind": _l("Kind of place"),
    "kvk": _l("Chamber of Commerce number"),
    "languages": _l("Languages"),
    "level": _l("Offered now"),
    "licences": _l("Licences"),
    "master_name": _l("Master"),
    "matters_most": _l("What matters most"),
    "max_hours": _l("At most this many hours"),
    "max_minutes": _l("At most this many minutes of travel"),
    "min_hours": _l("At least this many hours"),
    "minutes": _l("Minutes of travel"),
    "was": _l("Minutes of travel"),
    "minutes_each": _l("Minutes each time"),
    "name": _l("Name"),
    "needs": _l("What helps at work"),
    "new_password": _l("New password"),
    "next": _l("Where you go"),
    "next_step": _l("Next step"),
    "not_mine": _l("Not my phone"),
    "notes": _l("Notes"),
    "number": _l("Number or code"),
    "off": _l("What you stop sharing"),
    "on": _l("What you share"),
    "occupation_id": _l("Occupation"),
    "offers": _l("What the workplace offers"),
    "older_reason": _l("Reason for 27 or older"),
    "old_password": _l("Your password now"),
    "on_call": _l("On call"),
    "organisation": _l("Organisation"),
    "overview": _l("Page"),
    "own": _l("As the young person sees it"),
    "page": _l("Page"),
    "paid": _l("Paid work"),
    "password": _l("Password"),
    "pay": _l("Pay an hour"),
    "postcode_code": _l("Postcode"),
    "pressure": _l("Pressure of work"),
    "q": _l("Search words"),
    "qualified": _l("Qualification"),
    "reach": _l("Travel"),
    "reason": _l("Why"),
    "role": _l("Role"),
    "roles": _l("Roles"),
    "seen": _l("Page"),
    "school_hours": _l("School a week"),
    "school_like": _l("Like school"),
    "school_minutes": _l("School a week"),
    "school_tired": _l("Had enough of school"),
    "seats": _l("Number of seats"),
    "sector": _l("Kind of work"),
    "skills": _l("Skills"),
    "start": _l("First day"),
    "sure": _l("I am sure"),
    "state": _l("State"),
    "story": _l("Story"),
    "surroundings": _l("Surroundings"),
    "taught": _l("Taught here"),
    "telephone": _l("Telephone"),
    "times": _l("Times"),
    "times_a_week": _l("Times a week"),
    "times_known": _l("Times"),
    "title": _l("Title"),
    "until": _l("Last day"),
    "until_day": _l("Last day of standing in"),
    "urgent": _l("Urgent matters"),
    "version": _l("Version of the form"),
    "wage_scale": _l("Wage scale"),
    "week": _l("Times"),
    "why": _l("Why"),
    "wishes": _l("Wishes"),
    "with_whom": _l("With whom"),
    "words": _l("What is wrong"),
}

# The names of codes, by enum too: two enums may share a code (“skills”) and not its name.
CODE_NAMES: Final[Mapping[tuple[type, str], LazyString]] = {
    (type(member), member.value): name
    for names in (
        labels.ABILITIES,
        labels.AIMS,
        labels.CONDITIONS,
        labels.DEMANDS,
        labels.EDUCATIONS,
        labels.HAZARDS,
        labels.INTERESTS,
        labels.KINDS,
        labels.LIFE_MATTERS,
        labels.MEANS,
        labels.PARTS,
        labels.SECTORS,
        labels.WISHES,
        labels.STATES,
        labels.COMPANY,
        labels.BOUNDS,
    )
    for member, name in names.items()
}

_SENTENCES: Final[dict[str, Callable[..., str]]] = {
    "required": lambda: _("Fill in this field."),
    "null": lambda: _("Fill in this field."),
    "unknown": lambda: _("This form does not have this field."),
    "unkeepable": lambda: _("There is a character in it that cannot be kept. Remove it and send the form again."),
    "no_letters": lambda: _("Write a name with letters."),
    "too_long": lambda most: ngettext(
        "Write at most %(num)s character here.", "Write at most %(num)s characters here.", most
    ),
    "not_a_number": lambda: _("Write a number here."),
    "too_low": lambda least: _("Choose %(least)s or more.", least=least),
    "too_high": lambda most: _("Choose %(most)s or less.", most=most),
    "not_a_day": lambda: _("Write a date, such as 31-12-2026."),
    "changed_meanwhile": lambda: _("This has changed. Look at it again."),
    "not_a_choice": lambda: _("Choose one of the answers."),
    "unknown_postcode": lambda: _("We do not know this postcode. Write the four digits."),
    "only_with_exempt": lambda: _("Fill this in only for somebody who is exempt from school."),
    "at_most_three": lambda: _("Choose at most three."),
    "not_kept": lambda: _("These values do not go together. Look at them once more."),
    "taken": lambda: _("This is already in use."),
    "more_than_a_week": lambda: _("This is more than a week has. Choose fewer times or minutes."),
    "not_a_time": lambda: _("Write times such as 9-12 or 13.30-17."),
    "not_an_amount": lambda: _("Write an amount such as 14,99."),
    "not_an_address": lambda: _("Write an e-mail address, such as name@example.nl."),
    "not_a_telephone": lambda: _("Write a telephone number, such as 06 12345678."),
    "somebody_else": lambda: _("This is your own address. Write the address of who signs along."),
    "wrong_code": lambda: _(
        "This code does not work. Look in your newest mail. A code works once, and only where you asked for it."
    ),
    "wrong_card": lambda: _("This card does not work. Look at the letters again, or ask your coach for a new card."),
    "needs_address": lambda: _("An invitation needs an e-mail address. Write one down, or give a card."),
    "too_young": lambda least: _("Plek is for young people of %(least)s and older.", least=least),
    "older_needs_reason": lambda most: _("Write why Plek fits somebody who is older than %(most)s.", most=most),
    "address_taken": lambda: _("Another account has this e-mail address. Ask for another one, or give a card."),
    "opens_otherwise": lambda: _("A link or a card does not open this account: it is closed, or it has a password."),
    "wrong_password": lambda: _("This e-mail address and this password do not belong together. Try again."),
    "not_your_password": lambda: _("This is not your password. Try again."),
    "password_too_short": lambda least: _(
        "Choose a longer password: at least %(least)s characters. Four words are easier than signs.", least=least
    ),
    "password_like_yourself": lambda: _("Choose a password without your name or address in it."),
    "password_too_common": lambda: _("Many people choose this password, so it is guessed first. Choose another one."),
    "wrong_number": lambda: _(
        "This number does not work, or no longer. Wait for the next number in your app and type that."
    ),
    "not_a_kvk": lambda: _("Write the 8 digits of the Chamber of Commerce number."),
    "has_young_people": lambda: _("This coach still has young people. First they get another coach."),
    "one_line": lambda: _("Write this on one line, without a link."),
    "say_why": lambda: _("Write why it stays as it is."),
    "tick_first": lambda: _("First tick that you are sure."),
    "all_six_or_none": lambda: _("Choose an answer for all six, or for none."),
    "stands_in_already": lambda: _("This colleague already stands in on these days. End that first."),
    "day_is_past": lambda: _("This day has been. Choose today or a later day."),
    "before_the_first_day": lambda: _("The last day comes before the first day."),
    "too_many_days": lambda most: _(
        "Choose at most %(most)s days. Longer than that, the young people get another coach.", most=most
    ),
    "too_few_words": lambda: _("Write in a few words why."),
    "not_one_person": lambda: _(
        "We did not find exactly one young person with this name and this date of birth. Ask their coach."
    ),
}


# What stands behind the dot of a field that is one of many, such as `needs.quiet_spot`.
_ONE_OF: Final[Mapping[str, Callable[[str], object]]] = {
    "arrangeable": lambda code: labels.CONDITIONS[Condition(code)],
    "asks": lambda code: labels.ABILITIES[Ability(code)],
    "bears": lambda code: labels.DEMANDS[Demand(code)],
    "coach": lambda code: labels.ABILITIES[Ability(code)],
    "demands": lambda code: labels.DEMANDS[Demand(code)],
    "interests": lambda code: labels.INTERESTS[Interest(code)],
    "languages": language,
    "level": lambda code: labels.CONDITIONS[Condition(code)],
    "needs": lambda code: labels.CONDITIONS[Condition(code)],
    "offers": lambda code: labels.CONDITIONS[Condition(code)],
    "own": lambda code: labels.ABILITIES[Ability(code)],
    "reach": lambda code: labels.MEANS[Means(code)],
    "week": lambda code: weekday(int(code)),
    "wishes": wish,
}


def field_name(name: str) -> str:
    """The name of a field as the screen says it; the form itself for a field nobody named.

    Of one of many both are said: "What helps at work: a quiet spot".
    """
    whole, _dot, code = name.partition(".")
    if whole not in FIELD_NAMES:
        return str(_("This form"))
    if not code or whole not in _ONE_OF:
        return str(FIELD_NAMES[whole])
    try:
        one = _ONE_OF[whole](code)
    except (ValueError, LookupError):  # a name that somebody made up
        return str(FIELD_NAMES[whole])
    return str(_("%(whole)s: %(one)s", whole=FIELD_NAMES[whole], one=one))


def sentence(problem: Problem) -> str:
    """What is wrong with a value and what to do about it."""
    speak = _SENTENCES.get(problem.code)
    return str(speak(**problem.facts)) if speak else _("This value cannot be kept. Choose another one.")


def in_words(value: object) -> str:
    """A kept value as somebody reads it, for showing two of them side by side; "" for what is not known."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, StrEnum):
        return str(CODE_NAMES.get((type(value), value.value), value.value))
    if isinstance(value, date):
        return str(format_date(value, "d MMMM y", rebase=False))
    if isinstance(value, WeekTime):
        return f"{weekday(value.weekday)} {clock(value.start)}-{clock(value.end)}"
    if isinstance(value, Mapping):
        return ", ".join(f"{in_words(key)}: {in_words(found)}" for key, found in value.items())
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(in_words(found) for found in value)
    return str(value)
