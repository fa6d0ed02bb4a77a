"""Everything that is kept about a youth in easy sentences, section by section, for that youth's own page."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from matcher.vocabulary import Ability, Interest, LifeMatter, Wish
from models.ability import Source
from models.account import User
from models.message import MailKind
from models.proposal import ProposalState
from models.rights import DataPart, Erasure, ErasureCause, ReportState
from models.sign_in import TicketKind
from models.youth import Youth
from web.clock import AMSTERDAM
from web.i18n import clock, day, moment, money
from web.labels import (
    ABILITIES,
    AIMS,
    BY_MEANS,
    CONDITIONS,
    DEMANDS,
    INTERESTS,
    LANGUAGE_LEVELS,
    LIFE_MATTERS,
    PARTS,
    SHARED_ITEMS,
)
from web.levels import LEVELS
from web.services.own_data import Everything, Offered
from web.services.rights import reader_of_reports
from web.words import capital, listed, weekday, wish
from web.words import language as language_name

DATA_PARTS: Final[Mapping[DataPart, tuple[str, LazyString]]] = {
    DataPart.ABOUT_ME: ("person", _l("who I am")),
    DataPart.TIMES: ("clock", _l("my times and travel")),
    DataPart.LIKES: ("heart", _l("what I like")),
    DataPart.CAN: ("person-arms-up", _l("what I can do")),
    DataPart.SUPPORT: ("life-preserver", _l("what helps me")),
    DataPart.STORY: ("chat-left-text", _l("what is written about me")),
    DataPart.PLACES: ("door-open", _l("places and proposals")),
    DataPart.WHO_LOOKED: ("clock-history", _l("who looked")),
    DataPart.OTHER: ("three-dots", _l("something else")),
}
REPORT_STATES: Final[Mapping[ReportState, LazyString]] = {
    ReportState.OPEN: _l("Your coach has not answered yet."),
    ReportState.MENDED: _l("Your coach put it right."),
    ReportState.KEPT: _l("Your coach left it as it is."),
}
_PROPOSAL_STATES: Final[Mapping[ProposalState, LazyString]] = {
    ProposalState.ASKED: _l("You have not answered yet."),
    ProposalState.WANTED: _l("You said yes."),
    ProposalState.LATER: _l("You said later."),
    ProposalState.DECLINED: _l("You said no."),
    ProposalState.ENDED: _l("The proposal is over."),
}
_MOVES: Final[Mapping[ProposalState, LazyString]] = {
    ProposalState.ASKED: _l("%(day)s: %(name)s made this proposal."),
    ProposalState.WANTED: _l("%(day)s: %(name)s said yes."),
    ProposalState.LATER: _l("%(day)s: %(name)s said later."),
    ProposalState.DECLINED: _l("%(day)s: %(name)s said no."),
    ProposalState.ENDED: _l("%(day)s: %(name)s ended this proposal."),
}
_MAILS: Final[Mapping[MailKind, LazyString]] = {
    MailKind.INVITATION: _l("with your first link"),
    MailKind.STAFF_INVITATION: _l("with an invitation to work with Plek"),
    MailKind.EMPLOYER_INVITATION: _l("with an invitation of an employer"),
    MailKind.CODE: _l("with a code to sign in"),
    MailKind.RESET: _l("to choose a new password"),
    MailKind.ADDRESS_TAKEN: _l("because somebody wanted to use your address"),
    MailKind.ADDRESS_CHANGED: _l("that your address was changed"),
    MailKind.MEMBER_CONFIRMED: _l("that you may work for an employer"),
    MailKind.SIGN_ALONG: _l("to who signs along with you"),
    MailKind.PROPOSAL: _l("that there is a proposal for you"),
    MailKind.ERASURE_WARNING: _l("that your data will be erased"),
    MailKind.ERASURE_COACH: _l("to your coach, that your data will be erased"),
    MailKind.ERASURE_ASKED: _l("that you asked to erase your data"),
}
_WAYS_IN: Final[Mapping[TicketKind, LazyString]] = {
    TicketKind.INVITATION: _l("a link to start with Plek"),
    TicketKind.CODE: _l("a code to sign in"),
    TicketKind.CARD: _l("a card to sign in"),
    TicketKind.RESET: _l("a link for a new password"),
    TicketKind.RECOVERY: _l("a spare code"),
    TicketKind.SIGN_ALONG: _l("a link for who signs along with you"),
}
# The five steps in which an interest is chosen, 0 to 1, the most first.
_LIKES: Final[Mapping[int, LazyString]] = {
    4: _l("You like this very much: %(what)s."),
    3: _l("You like this: %(what)s."),
    2: _l("You like this a bit: %(what)s."),
    1: _l("You do not like this so much: %(what)s."),
    0: _l("You do not like this: %(what)s."),
}
# How much a condition is needed, and how well a demand is borne, 0 to 3, the most first.
_NEEDS: Final[Mapping[int, LazyString]] = {
    3: _l("You need this very much: %(what)s."),
    2: _l("You need this: %(what)s."),
    1: _l("This is nice to have: %(what)s."),
    0: _l("You do not need this: %(what)s."),
}
_BEARS: Final[Mapping[int, LazyString]] = {
    3: _l("You can bear this well: %(what)s."),
    2: _l("You can bear this quite well: %(what)s."),
    1: _l("You can bear this a little: %(what)s."),
    0: _l("You cannot bear this: %(what)s."),
}
_WISHES: Final[Mapping[Wish, LazyString]] = {
    Wish.WANTED: _l("You want this: %(what)s."),
    Wish.LEARN: _l("You want to learn this: %(what)s."),
    Wish.EXPLORE: _l("You want to try this: %(what)s."),
    Wish.EXCLUDED: _l("You do not want this: %(what)s."),
}


@dataclass(frozen=True)
class Line:
    """One sentence; `said` is what somebody wrote, as they wrote it."""

    words: str
    said: str | None = None


@dataclass(frozen=True)
class Section:
    """A part of the page that opens and closes."""

    id: str
    icon: str
    title: str
    lines: Sequence[Line]


def sections(found: Everything) -> list[Section]:
    """Everything in sentences; what is not known is left out."""
    made: list[tuple[str, str, str, Iterable[Line]]] = [
        ("about", "person", _("Who you are"), _about(found)),
        ("times", "clock", _("When you can and how far"), _times(found)),
        ("likes", "heart", _("What you like"), _likes(found)),
        ("can", "person-arms-up", _("What you can do"), _can(found)),
        ("support", "life-preserver", _("What helps you"), _support(found)),
        ("written", "pencil", _("What is written about you"), _written(found)),
        ("proposals", "signpost", _("Proposals and what you share"), _proposals(found)),
        ("looked", "clock-history", _("Who opened your data from outside"), _reasons(found)),
        ("reports", "chat-left-text", _("What you asked us"), _asked(found)),
        ("signing-in", "key", _("How you sign in"), _signing_in(found)),
        ("mails", "envelope", _("Mails"), _mails(found)),
    ]
    return [Section(name, icon, title, list(lines)) for name, icon, title, lines in made]


def _about(found: Everything) -> Iterator[Line]:
    youth = found.youth
    yield Line(_("You want to be called %(name)s.", name=youth.name))
    if youth.birth_date:
        yield Line(_("You were born on %(day)s.", day=day(youth.birth_date)))
    if youth.postcode_code:
        place = youth.postcode.place if youth.postcode else ""
        yield Line(_("You live in %(place)s. Your postcode is %(code)s.", place=place, code=youth.postcode_code))
    if youth.email:
        yield Line(_("Your e-mail address is %(address)s.", address=youth.email))
    if youth.telephone:
        yield Line(_("Your telephone number is %(number)s.", number=youth.telephone))
    if youth.coach:
        yield Line(_("%(name)s is your coach.", name=youth.coach.name))
    yield from _school_and_money(youth)
    if youth.older_reason:
        yield Line(_("You are 27 or older. This is why you are here:"), youth.older_reason)


def _school_and_money(youth: Youth) -> Iterator[Line]:
    if youth.qualified is not None:
        yield Line(
            _("You have a diploma of havo, vwo or mbo 2.")
            if youth.qualified
            else _("You do not have a diploma of havo, vwo or mbo 2.")
        )
    if youth.school_minutes is not None:
        yield Line(_school(youth.school_minutes))
    if youth.exempt is not None:
        yield Line(_("You do not have to go to school.") if youth.exempt else _("The rules for school hold for you."))
    if youth.exempt_from:
        yield Line(_("That holds from %(day)s.", day=day(youth.exempt_from)))
    if youth.income_needed is not None:
        amount = money(youth.income_needed)
        yield Line(
            _("You need %(amount)s a month.", amount=amount)
            if youth.income_needed
            else _("You do not need to earn money now.")
        )


def _school(minutes: int) -> str:
    hours = format_decimal(minutes / 60, format="0.##")
    return str(_("You go to school %(hours)s hours a week.", hours=hours) if minutes else _("You do not go to school."))


def _times(found: Everything) -> Iterator[Line]:
    youth = found.youth
    if youth.hours_least is not None and youth.hours_most is not None:
        least, most = (format_decimal(value, format="0.##") for value in (youth.hours_least, youth.hours_most))
        yield Line(_("You want to work %(least)s to %(most)s hours a week.", least=least, most=most))
    if youth.earliest:
        yield Line(_("You can start from %(day)s.", day=day(youth.earliest)))
    for time in youth.free or ():
        facts = {"weekday": weekday(time.weekday), "start": clock(time.start), "end": clock(time.end)}
        yield Line(_("You can work on %(weekday)s from %(start)s to %(end)s.", **facts))
    for means, minutes in (youth.reach or {}).items():
        most_minutes = format_decimal(minutes, format="0.##")
        yield Line(_("You travel at most %(minutes)s minutes %(means)s.", minutes=most_minutes, means=BY_MEANS[means]))
    for journey in found.journeys:
        yield Line(
            _(
                "To %(employer)s (%(workplace)s) you travel %(minutes)s minutes. %(name)s wrote that on %(day)s.",
                employer=journey.workplace.employer.name,
                workplace=journey.workplace.name,
                minutes=journey.correction.minutes,
                name=_who(journey.by, journey.for_whom),
                day=_day(journey.correction.at),
            )
        )


def _likes(found: Everything) -> Iterator[Line]:
    youth = found.youth
    yield Line(_("You look for this: %(aim)s.", aim=AIMS[youth.aim]))
    if youth.matters_most:
        parts = listed(str(PARTS[part]) for part in youth.matters_most)
        yield Line(_("This matters most to you: %(parts)s.", parts=parts))
    steps = {
        interest: round(value * (len(_LIKES) - 1))
        for interest, value in zip(Interest, youth.interests or (), strict=False)
    }
    yield from _by_level(_LIKES, steps, INTERESTS)
    for kind, sentence in _WISHES.items():
        about = [wish(key) for key, kept in youth.wishes.items() if kept is kind]
        if about:
            yield Line(str(sentence) % {"what": listed(about)})
    if youth.goals:
        yield Line(_("You want to learn this: %(what)s.", what=_skills(found, youth.goals)))
    if youth.school_tired is not None:
        yield Line(_("You have had enough of school.") if youth.school_tired else _("School is still fine for you."))
    if youth.story:
        yield Line(_("These are your own words:"), youth.story)


def _can(found: Everything) -> Iterator[Line]:
    youth = found.youth
    if youth.skills:
        yield Line(_("You have learned this: %(skills)s.", skills=_skills(found, youth.skills)))
    for code, level in youth.languages.items():
        name = capital(language_name(code))
        yield Line(_("%(language)s: level %(level)s.", language=name, level=LANGUAGE_LEVELS[level]))
    yield from _by_level(_BEARS, youth.bears, DEMANDS)
    order = list(Ability)
    for view in sorted(youth.views, key=lambda view: (order.index(view.ability), view.source != Source.OWN)):
        facts = {
            "ability": capital(str(ABILITIES[view.ability])),
            "sentence": LEVELS[view.ability][view.level - 1],
            "day": day(view.noted_on),
        }
        yield Line(
            _("%(ability)s. You said on %(day)s: “%(sentence)s”", **facts)
            if view.source is Source.OWN
            else _("%(ability)s. Your coach said on %(day)s: “%(sentence)s”", **facts)
        )


def _by_level(
    sentences: Mapping[int, LazyString], levels: Mapping[Any, int], names: Mapping[Any, LazyString]
) -> Iterator[Line]:
    """One sentence for each level, with all that is at it."""
    for level, sentence in sentences.items():
        what = [str(name) for code, name in names.items() if levels.get(code) == level]
        if what:
            yield Line(str(sentence) % {"what": listed(what)})


def _skills(found: Everything, uris: Iterable[str]) -> str:
    return listed(sorted(found.skills.get(uri, uri) for uri in uris))


def _support(found: Everything) -> Iterator[Line]:
    youth = found.youth
    yield from _by_level(_NEEDS, youth.needs, CONDITIONS)
    matters = [str(LIFE_MATTERS[matter]) for matter in LifeMatter if matter in youth.urgent]
    if matters:
        yield Line(_("This has to be arranged first: %(matters)s.", matters=listed(matters)))


def _written(found: Everything) -> Iterator[Line]:
    if found.youth.notes:
        yield Line(_("Your coach wrote this about you:"), found.youth.notes)


def _proposals(found: Everything) -> Iterator[Line]:
    for offered in found.proposals:
        place = offered.proposal.place
        facts = {"title": place.title, "employer": place.workplace.employer.name}
        yield Line(_("%(title)s at %(employer)s.", **facts) + " " + str(_PROPOSAL_STATES[offered.proposal.state]))
        for move in offered.proposal.moves:
            name = _who(_name(move.by), _name(move.for_whom))
            yield Line(str(_MOVES[move.to_state]) % {"day": _day(move.at), "name": name})
        yield from _shared(offered)
    if found.along:
        yield Line(
            _("%(name)s signs along with you, since %(day)s.", name=found.along.name, day=_day(found.along.since))
        )


def _shared(offered: Offered) -> Iterator[Line]:
    employer = offered.proposal.place.workplace.employer.name
    for item, given in (offered.consent.given if offered.consent else {}).items():
        facts = {"employer": employer, "item": SHARED_ITEMS[item], "day": _day(given.at), "until": _day(given.until)}
        if item in offered.seen:
            yield Line(_("%(employer)s may see this: %(item)s. Since %(day)s, until %(until)s at most.", **facts))
        else:
            yield Line(_("You chose this on %(day)s: %(item)s. But %(employer)s does not see it now.", **facts))
        if given.along_at:
            yield Line(_("It was signed along on %(day)s.", day=_day(given.along_at)))


def _reasons(found: Everything) -> Iterator[Line]:
    for stated in found.reasons:
        facts = {"name": stated.user.name, "day": _moment(stated.at), "until": _moment(stated.until)}
        opened = _("%(name)s opened your data on %(day)s, until %(until)s. This was the reason:", **facts)
        yield Line(opened, stated.reason)


def _asked(found: Everything) -> Iterator[Line]:
    for report in found.reports:
        about = DATA_PARTS[report.about][1]
        yield Line(_("On %(day)s you said: this is wrong, %(about)s.", day=_day(report.at), about=about), report.words)
        yield Line(report_state(found.youth, report.state), report.answer)
        if report.answered_at:
            name = _who(_name(report.answered_by), _name(report.answered_for))
            yield Line(_("%(name)s answered on %(day)s.", name=name, day=_day(report.answered_at)))
    if found.erasure:
        yield Line(erasure_said(found.erasure, today=found.at.astimezone(AMSTERDAM).date()))


def report_state(youth: Youth, state: ReportState) -> str:
    """What became of a report; one that waits waits for a coach, if there is one."""
    if state is ReportState.OPEN and not reader_of_reports(youth):
        return str(_("Nobody has answered yet."))
    return str(REPORT_STATES[state])


def erasure_said(erasure: Erasure, *, today: date) -> str:
    """That everything will be erased, and why; a day that is past is not said as one that comes."""
    cause, due = erasure.cause, day(erasure.due_on)
    if erasure.due_on <= today:
        asked = cause is ErasureCause.ASKED
        why = _("You asked us to erase your data.") if asked else _("We have not heard from you for two years.")
        return str(why) + " " + str(_("We erase your data now."))
    if cause is ErasureCause.ASKED:
        return str(_("You asked us to erase your data. We do that on %(day)s.", day=due))
    return str(_("We have not heard from you for two years. We erase your data on %(day)s.", day=due))


def _signing_in(found: Everything) -> Iterator[Line]:
    user = found.user
    yield Line(_("In Plek you are called %(name)s.", name=user.name))
    yield Line(_("You sign in with %(address)s.", address=user.email) if user.email else _("You sign in with a card."))
    if user.password:
        yield Line(_("You have a password. Nobody can read it."))
    if user.totp:
        yield Line(_("You have an app with numbers. Nobody can read what it knows."))
    languages = {"nl": _("Dutch"), "en": _("English")}
    yield Line(_("We mail you in %(language)s.", language=languages.get(user.language, user.language)))
    for sign_in in found.sign_ins:
        facts = {"device": sign_in.device, "day": _moment(sign_in.began_at)}
        yield Line(_("You signed in on %(day)s with %(device)s.", **facts))
    for way in found.ways_in:
        kind, made = _WAYS_IN[way.ticket.kind], _day(way.ticket.made_at)
        by = _who(way.by or found.youth.name, way.for_whom)
        words = _("%(name)s made %(kind)s on %(day)s.", name=by, kind=kind, day=made)
        used = _("It was used on %(day)s.", day=_moment(way.ticket.used_at)) if way.ticket.used_at else ""
        yield Line(f"{words} {used}".strip())
    for member in found.memberships:
        facts = {"employer": member.employer.name, "day": _day(member.asked_at)}
        yield Line(_("You work for %(employer)s too, since %(day)s.", **facts), member.reason)
    for stand_in in found.stand_ins:
        facts = {"by": stand_in.by.name, "coach": stand_in.coach.name, "day": day(stand_in.from_day)}
        yield Line(_("%(by)s takes over from %(coach)s, from %(day)s.", **facts))


def _mails(found: Everything) -> Iterator[Line]:
    for mail in found.mails:
        facts = {"day": _moment(mail.sent_at or mail.made_at), "what": _MAILS[mail.kind]}
        yield Line(_("A mail %(what)s, on %(day)s.", **facts))


def _name(user: User | None) -> str | None:
    return user.name if user else None


def _who(name: str | None, for_whom: str | None) -> str:
    """Who it was, with the coach for whom they stood in; nobody is named who is gone."""
    said = name or str(_("Somebody"))
    return str(_("%(name)s, for %(coach)s,", name=said, coach=for_whom)) if for_whom else said


def _day(at: datetime) -> str:
    return moment(at, "d MMMM y")


def _moment(at: datetime) -> str:
    return moment(at)
