"""What the log tells, in sentences for the youth: who, what, at what time. The day stands above them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, Final

from flask import get_template_attribute
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from models.account import RoleName
from models.audit import Act
from models.proposal import ProposalState
from models.rights import DataPart
from web.clock import AMSTERDAM
from web.i18n import day
from web.labels import SHARED_ITEMS
from web.permissions import Permission
from web.services.looks import Told
from web.words import capital, listed, weekday

#: Of each act: the sentence where the youth did it, and the one where somebody else did.
SENTENCES: Final[Mapping[Act, tuple[LazyString, LazyString]]] = {
    Act.LOOKED: (
        _l("You looked at your data at %(time)s."),
        _l("%(who)s looked at your data at %(time)s."),
    ),
    Act.CHANGED: (
        _l("You changed this at %(time)s: %(fields)s."),
        _l("%(who)s changed this at %(time)s: %(fields)s."),
    ),
    Act.STATED_REASON: (
        _l("You opened your data at %(time)s."),
        _l("%(who)s opened your data at %(time)s."),
    ),
    Act.INVITED: (
        _l("You were invited to Plek at %(time)s."),
        _l("%(who)s invited you to Plek at %(time)s."),
    ),
    Act.CARD_GIVEN: (
        _l("You got a card to sign in with at %(time)s."),
        _l("%(who)s gave you a card to sign in with at %(time)s."),
    ),
    Act.CARD_ENDED: (
        _l("You made your card stop working at %(time)s."),
        _l("%(who)s made your card stop working at %(time)s."),
    ),
    Act.SIGNED_IN: (
        _l("You signed in at %(time)s%(how)s."),
        _l("You signed in at %(time)s%(how)s."),
    ),
    Act.PROPOSED: (
        _l("You proposed a place at %(time)s: %(place)s."),
        _l("%(who)s proposed a place to you at %(time)s: %(place)s."),
    ),
    Act.ANSWERED: (
        _l("You said %(answer)s at %(time)s to this place: %(place)s."),
        _l("%(who)s wrote down at %(time)s that you say %(answer)s to this place: %(place)s."),
    ),
    Act.ENDED: (
        _l("You stopped a proposal at %(time)s: %(place)s."),
        _l("%(who)s stopped a proposal at %(time)s: %(place)s."),
    ),
    Act.SHARED: (
        _l("You began to share with %(employer)s at %(time)s: %(items)s."),
        _l("%(who)s began to share with %(employer)s at %(time)s: %(items)s."),
    ),
    Act.SHARING_ENDED: (
        _l("You stopped sharing with %(employer)s at %(time)s: %(items)s."),
        _l("%(who)s stopped the sharing with %(employer)s at %(time)s: %(items)s."),
    ),
    Act.SIGNED_ALONG: (
        _l("You signed at %(time)s for what you share with %(employer)s."),
        _l("%(who)s signed along at %(time)s for what you share with %(employer)s."),
    ),
    Act.DOWNLOADED: (
        _l("You took your data along in a file at %(time)s."),
        _l("%(who)s took your data along in a file at %(time)s."),
    ),
    Act.REPORTED: (
        _l("You told us at %(time)s that something is wrong with %(about)s."),
        _l("%(who)s told us at %(time)s that something is wrong with %(about)s."),
    ),
    Act.REPORT_ANSWERED: (
        _l("You answered at %(time)s about %(about)s."),
        _l("%(who)s answered you at %(time)s about %(about)s."),
    ),
    Act.ERASURE_ASKED: (
        _l("You asked at %(time)s to erase your data. We do that on %(due_on)s."),
        _l("%(who)s asked at %(time)s to erase your data. We do that on %(due_on)s."),
    ),
    Act.ERASURE_WITHDRAWN: (
        _l("You said at %(time)s that your data may stay."),
        _l("%(who)s said at %(time)s that your data may stay."),
    ),
    Act.ERASED: (
        _l("You erased your data at %(time)s."),
        _l("%(who)s erased your data at %(time)s."),
    ),
}
#: An hour has one line, and often begins with a list: what is behind it may have been opened too.
_IN_A_LIST: Final = _l("%(who)s looked at a list that you are in at %(time)s. Perhaps at your page as well.")
_IN_A_LIST_OF_EMPLOYERS: Final = _l(
    "%(who)s looked at a list that you are in at %(time)s. Perhaps at what you share as well."
)
#: What was looked at, by the permission with which; beside them what is seen without an account.
LOOKED_AT: Final[Mapping[str, LazyString]] = {
    Permission.CASELOAD_READ: _IN_A_LIST,
    Permission.YOUTH_READ: _l("%(who)s looked at your page at %(time)s."),
    Permission.YOUTH_PLACES: _l("%(who)s looked at places that fit you at %(time)s."),
    Permission.YOUTH_EDIT: _l("%(who)s looked at a page to change your data at %(time)s."),
    Permission.YOUTH_INVITE: _l("%(who)s looked at how you sign in at %(time)s."),
    Permission.YOUTH_OPEN: _IN_A_LIST,
    Permission.PROPOSAL_MAKE: _l("%(who)s looked at what was proposed to you at %(time)s."),
    Permission.REPORT_ANSWER: _l("%(who)s looked at what you say is wrong at %(time)s."),
    Permission.EMPLOYER_READ: _IN_A_LIST_OF_EMPLOYERS,
    Permission.CANDIDATE_READ: _l("%(who)s looked at what you share at %(time)s."),
    "sign_along": _l("%(who)s looked at what you want to share with %(employer)s at %(time)s."),
    "explain": _l("%(who)s looked at which places were shown at %(time)s."),
}
#: It is read later too, when that has been done.
_TO_SIGN: Final = _l("You chose to share with %(employer)s at %(time)s: %(items)s. %(along)s still had to sign.")
_SIGNED_UP: Final = _l("%(who)s signed you up with Plek at %(time)s.")
_UNREADABLE: Final = _l("Something was written down at %(time)s. It cannot be read any more. Ask your coach.")

ICONS: Final[Mapping[Act, str]] = {
    Act.LOOKED: "eye",
    Act.CHANGED: "pencil",
    Act.STATED_REASON: "unlock",
    Act.INVITED: "envelope-open",
    Act.CARD_GIVEN: "person-vcard",
    Act.CARD_ENDED: "person-vcard",
    Act.SIGNED_IN: "box-arrow-in-right",
    Act.PROPOSED: "signpost",
    Act.ANSWERED: "chat-left-text",
    Act.ENDED: "stop-circle",
    Act.SHARED: "share",
    Act.SHARING_ENDED: "eye-slash",
    Act.SIGNED_ALONG: "pen",
    Act.DOWNLOADED: "download",
    Act.REPORTED: "flag",
    Act.REPORT_ANSWERED: "chat-dots",
    Act.ERASURE_ASKED: "hourglass",
    Act.ERASURE_WITHDRAWN: "arrow-counterclockwise",
    Act.ERASED: "eraser",
}

#: What was changed, as its youth calls it; several fields may be one thing.
FIELDS: Final[Mapping[str, LazyString]] = {
    "name": _l("what to call you"),
    "birth_date": _l("your date of birth"),
    "postcode_code": _l("where you live"),
    "email": _l("your e-mail address"),
    "telephone": _l("your telephone number"),
    "coach_id": _l("who your coach is"),
    "along": _l("who signs along with you"),
    "qualified": _l("school"),
    "exempt": _l("school"),
    "exempt_from": _l("school"),
    "school_minutes": _l("school"),
    "school_tired": _l("school"),
    "reach": _l("how you travel"),
    "minutes": _l("how long you travel"),
    "hours_least": _l("how many hours you want to work"),
    "hours_most": _l("how many hours you want to work"),
    "free": _l("when you can work"),
    "earliest": _l("when you can begin"),
    "interests": _l("what you like"),
    "wishes": _l("what you like"),
    "bears": _l("what kind of work you can bear"),
    "skills": _l("what you can do"),
    "abilities": _l("what you can do"),
    "languages": _l("your languages"),
    "goals": _l("what you want to learn"),
    "income_needed": _l("how much money you need"),
    "matters_most": _l("what matters most to you"),
    "aim": _l("what you are looking for"),
    "older_reason": _l("why Plek helps you after you are 27"),
    "story": _l("your story"),
    "needs": _l("what helps you at work"),
    "urgent": _l("what you have to arrange first"),
    "notes": _l("the notes of your coach"),
}
ABOUT: Final[Mapping[DataPart, LazyString]] = {
    DataPart.ABOUT_ME: _l("who you are"),
    DataPart.TIMES: _l("your times and travel"),
    DataPart.LIKES: _l("what you like"),
    DataPart.CAN: _l("what you can do"),
    DataPart.SUPPORT: _l("what helps you at work"),
    DataPart.STORY: _l("what is written about you"),
    DataPart.PLACES: _l("your places and proposals"),
    DataPart.WHO_LOOKED: _l("who looked"),
    DataPart.OTHER: _l("your data"),
}
_HOW: Final[Mapping[str, LazyString]] = {
    "code": _l(", with a code"),
    "card": _l(", with your card"),
    "link": _l(", with a link"),
}
_ANSWERS: Final[Mapping[str, LazyString]] = {
    ProposalState.WANTED: _l("yes"),
    ProposalState.LATER: _l("later"),
    ProposalState.DECLINED: _l("no"),
}
_ROLES: Final[Mapping[str, LazyString]] = {
    RoleName.COACH: _l("%(name)s, another job coach,"),
    RoleName.EMPLOYER: _l("%(name)s of %(employer)s"),
    RoleName.COORDINATOR: _l("%(name)s, coordinator,"),
    RoleName.ADMINISTRATOR: _l("%(name)s, administrator,"),
}


@dataclass(frozen=True)
class Line:
    """One sentence with its icon, and the reason that was stated."""

    icon: str
    sentence: str
    reason: str | None


@dataclass(frozen=True)
class Day:
    """What is told of one day, the newest first."""

    title: str
    lines: Sequence[Line]


def days_of(told: Iterable[Told], *, today: date) -> list[Day]:
    """What is told, day by day as it was in the Netherlands."""
    return [
        Day(day_in_words(on, today=today), [Line(ICONS[one.act], sentence(one), one.reason) for one in found])
        for on, found in groupby(told, key=lambda one: one.at.astimezone(AMSTERDAM).date())
    ]


def sentence(told: Told) -> str:
    """One entry of the log in a sentence."""
    facts = told.facts
    said = SENTENCES[told.act][0 if told.is_own else 1]
    if not facts:
        said = _UNREADABLE
    elif facts.get("new"):
        said = _SIGNED_UP
    elif told.act is Act.LOOKED and not told.is_own:
        said = LOOKED_AT.get(facts.get("what", ""), said)
    elif told.act is Act.SHARED and told.is_own and facts.get("waits_for"):
        said = _TO_SIGN
    return capital(str(said) % {"who": who(facts), "time": time_in_words(told.at), **_spoken(facts)})


def who(facts: Mapping[str, Any]) -> str:
    """Who it was, as the youth knows them."""
    name = facts.get("name")
    if name is None:
        return str(_("The administration of Plek")) if facts.get("how") == "command" else "Plek"
    if facts.get("along"):
        return str(_("%(name)s, who signs along with you,", name=name))
    if facts.get("own_coach"):
        return str(_("%(name)s, your job coach,", name=name))
    if facts.get("for"):
        return str(_("%(name)s, for %(coach)s,", name=name, coach=facts["for"]))
    role = facts.get("role")
    known = _ROLES.get(str(role))
    if known is None or (role == RoleName.EMPLOYER and not facts.get("employer")):
        return str(name)
    return str(known) % {"name": name, "employer": facts.get("employer")}


def time_in_words(at: datetime) -> str:
    """A time as it is said ("half 10"), or as the clock shows it where nobody says it; evening and night by name."""
    local = at.astimezone(AMSTERDAM)
    if local.minute % 15:
        return str(_("%(hour)s:%(minute)s", hour=local.hour, minute=f"{local.minute:02d}"))
    said = str(get_template_attribute("components/week.html", "clock_words")(local.hour * 60 + local.minute))
    if local.minute == 0:
        said = _("%(hour)s o'clock", hour=said)
    if local.hour < 7:
        return str(_("%(time)s at night", time=said))
    return str(_("%(time)s in the evening", time=said)) if local.hour >= 19 else said


def day_in_words(on: date, *, today: date) -> str:
    """A day by its name; by its date as well where a week has gone by."""
    if on == today:
        return str(_("Today"))
    if on == today - timedelta(days=1):
        return str(_("Yesterday"))
    if today - timedelta(days=7) < on < today:
        return capital(weekday(on.weekday()))
    return capital(day(on, "EEEE d MMMM" if on.year == today.year else "EEEE d MMMM y"))


def _spoken(facts: Mapping[str, Any]) -> dict[str, str]:
    """The facts of a sentence in words."""
    due_on = facts.get("due_on")
    return {
        "fields": listed(dict.fromkeys(str(FIELDS.get(name, _("your data"))) for name in facts.get("fields", ()))),
        "items": listed(str(SHARED_ITEMS.get(item, _("your data"))) for item in facts.get("items", ())),
        "employer": facts.get("employer") or str(_("the employer")),
        "along": facts.get("waits_for") or "",
        "place": facts.get("place") or str(_("a place")),
        "answer": str(_ANSWERS.get(facts.get("answer", ""), _("something else"))),
        "how": str(_HOW.get(facts.get("how", ""), "")),
        "about": str(ABOUT.get(facts.get("about", ""), _("your data"))),
        "due_on": day(date.fromisoformat(due_on)) if due_on else "",
    }
