"""What mails say: a subject that names nobody, and a few short lines with the one link that is needed.

Easy words for youths ("je" in Dutch), "u" for employers. A link starts with the address of the settings, never with
what a browser said. Names come from people, so they stay within their line.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final

from flask_babel import force_locale
from flask_babel import gettext as _

from models.message import MailKind, Message
from models.rules import SHORT
from models.sign_in import TicketKind
from web.i18n import DEFAULT_LANGUAGE, LANGUAGES, day
from web.services.sending import Letter
from web.services.tickets import VALID

#: Where the link of each mail leads; `{secret}` is the one-time secret of the ticket.
PATHS: Final[Mapping[MailKind, str]] = {
    MailKind.INVITATION: "/link/{secret}",
    MailKind.STAFF_INVITATION: "/open/{secret}",
    MailKind.EMPLOYER_INVITATION: "/open/{secret}",
    MailKind.RESET: "/new-password/{secret}",
    MailKind.ADDRESS_TAKEN: "/sign-in",
    MailKind.ADDRESS_CHANGED: "/something-wrong",
    MailKind.MEMBER_CONFIRMED: "/sign-in/staff",
    MailKind.SIGN_ALONG: "/sign-along/{secret}",
    MailKind.PROPOSAL: "/my/proposals",
    MailKind.ERASURE_WARNING: "/sign-in",
    MailKind.ERASURE_COACH: "/coach/",
    MailKind.ERASURE_ASKED: "/my/data",
}

Facts = Mapping[str, Any]
Words = Callable[[Facts, str], tuple[str, Iterable[str]]]


def letter_of(message: Message, *, address: str) -> Letter:
    """The words of a mail in its own language, needing an application context; `address` is that of the site.

    Raises KeyError for facts that are not there, and ValueError for a date that is none.
    """
    facts = message.facts or {}
    with force_locale(message.language if message.language in LANGUAGES else DEFAULT_LANGUAGE):
        subject, lines = WORDS[message.kind](facts, link_of(message.kind, facts, address))
        return Letter(str(subject), "\n\n".join((*map(str, lines), f"Plek\n{address}")) + "\n")


def link_of(kind: MailKind, facts: Facts, address: str) -> str:
    """The address that a mail leads to; "" for a mail without one. Raises KeyError without the secret it needs."""
    return address + PATHS[kind].format_map(facts) if kind in PATHS else ""


def _invitation(facts: Facts, link: str) -> tuple[str, Iterable[str]]:
    coach = _name(facts["coach"])
    inviter = coach
    if facts.get("stands_in"):
        inviter = _("%(name)s, for %(coach)s,", name=_name(facts["stands_in"]), coach=coach)
    return _("Come and look at Plek"), (
        _("Hi,"),
        _("%(coach)s invites you to Plek. There you see places that fit you, to work or to learn.", coach=inviter),
        _open(link),
        _valid(TicketKind.INVITATION),
        _("Does the link not work any more? Ask %(coach)s for a new one.", coach=coach),
        _nothing_happens(),
    )


def _staff_invitation(facts: Facts, link: str) -> tuple[str, Iterable[str]]:
    return _("Your account at Plek"), (
        _("%(inviter)s has made an account at Plek for you.", inviter=_name(facts["inviter"])),
        _open(link),
        _("You choose a password there, and you link an app on your phone that shows a number when you sign in."),
        _valid(TicketKind.INVITATION),
        _nothing_happens(),
    )


def _employer_invitation(facts: Facts, link: str) -> tuple[str, Iterable[str]]:
    if facts["inviter"]:
        inviter, employer = _name(facts["inviter"]), _name(facts["employer"])
        why = _("%(inviter)s invites you to work with Plek for %(employer)s.", inviter=inviter, employer=employer)
    else:  # asked by anybody at all: no word of theirs goes out in our name, and none tells whom Plek knows
        why = _("This address was used to register an employer at Plek.")
    return _("Register at Plek"), (why, _open(link), _valid(TicketKind.INVITATION), _nothing_happens())


def _code(facts: Facts, _link: str) -> tuple[str, Iterable[str]]:
    minutes = int(VALID[TicketKind.CODE].total_seconds()) // 60
    return _("Your code for Plek"), (
        _("This is your code:"),
        str(facts["code"]),
        _("Type it on the page where you asked for it. It works once, for %(minutes)s minutes.", minutes=minutes),
        _("Keep the code to yourself. Nobody from Plek will ask you for it."),
        _("Did you not ask for a code? Then you do not have to do anything."),
    )


def _reset(_facts: Facts, link: str) -> tuple[str, Iterable[str]]:
    minutes = int(VALID[TicketKind.RESET].total_seconds()) // 60
    return _("A new password for Plek"), (
        _("Somebody asked for a new password for this address."),
        _open(link),
        _("The link works once, for %(minutes)s minutes.", minutes=minutes),
        _("Was it somebody else? Then nothing has to be done. The old password stays."),
    )


def _address_taken(_facts: Facts, link: str) -> tuple[str, Iterable[str]]:
    return _("Register at Plek"), (
        _("Somebody registered at Plek with this address. There is an account with it already."),
        _("Sign in on this page. A new password can be asked for there too:"),
        link,
        _nothing_happens(),
    )


def _address_changed(_facts: Facts, link: str) -> tuple[str, Iterable[str]]:
    return _("Your e-mail address at Plek"), (
        _("Hi,"),
        _("Plek had this e-mail address of you. That was changed. From now on we do not mail you here."),
        _("Did you want that? Then you do not have to do anything."),
        _("Did you not want that? Tell your coach straight away. On this page you read what else you can do:"),
        link,
    )


def _member_confirmed(facts: Facts, link: str) -> tuple[str, Iterable[str]]:
    return _("Plek is open for you"), (
        _("You can now work with Plek for %(employer)s.", employer=_name(facts["employer"])),
        _("Sign in on this page:"),
        link,
    )


def _sign_along(facts: Facts, link: str) -> tuple[str, Iterable[str]]:
    name, employer = _name(facts["name"]), _name(facts["employer"])
    return _("A question from Plek"), (
        _("%(name)s wants to share something with %(employer)s.", name=name, employer=employer),
        _("%(name)s asks you to sign along. You first see what it is. Then you choose.", name=name),
        _open(link),
        _valid(TicketKind.SIGN_ALONG),
        _("If you do nothing, it is not shared."),
    )


def _proposal(_facts: Facts, link: str) -> tuple[str, Iterable[str]]:
    return _("There is something new for you in Plek"), (
        _("Hi,"),
        _("There is a proposal for you: a place that may fit."),
        _("Look at it when it suits you:"),
        link,
        _("You choose: yes, later or no. All three are fine."),
    )


def _erasure_warning(facts: Facts, link: str) -> tuple[str, Iterable[str]]:
    until = day(date.fromisoformat(facts["due_on"]))
    return _("Do you want to stay at Plek?"), (
        _("Hi,"),
        _("You have not been at Plek for a long time. On %(day)s we erase what we keep about you.", day=until),
        _("Do you want to keep it? Then sign in before that day:"),
        link,
        _("You may also tell your coach. Do you want nothing any more? Then you do not have to do anything."),
    )


def _erasure_coach(facts: Facts, link: str) -> tuple[str, Iterable[str]]:
    until = day(date.fromisoformat(facts["due_on"]))
    return _("Somebody must be told something"), (
        _("Hi,"),
        _("One of your young people has not been at Plek for two years. On %(day)s Plek erases their data.", day=until),
        _("Plek has no address for this young person. So you are the one who can tell them."),
        _("Open Plek. On the list of your young people you see who it is:"),
        link,
        _("Should the data stay? Then the young person signs in, or you write down what you talked about."),
    )


def _erasure_asked(facts: Facts, link: str) -> tuple[str, Iterable[str]]:
    until = day(date.fromisoformat(facts["due_on"]))
    return _("Your question to Plek"), (
        _("Hi,"),
        _("You asked us to erase what we keep about you. We do that on %(day)s.", day=until),
        _("Did you change your mind? Until that day you can take it back:"),
        link,
        _("Was it not you who asked? Then tell your coach straight away."),
    )


WORDS: Final[Mapping[MailKind, Words]] = {
    MailKind.INVITATION: _invitation,
    MailKind.STAFF_INVITATION: _staff_invitation,
    MailKind.EMPLOYER_INVITATION: _employer_invitation,
    MailKind.CODE: _code,
    MailKind.RESET: _reset,
    MailKind.ADDRESS_TAKEN: _address_taken,
    MailKind.ADDRESS_CHANGED: _address_changed,
    MailKind.MEMBER_CONFIRMED: _member_confirmed,
    MailKind.SIGN_ALONG: _sign_along,
    MailKind.PROPOSAL: _proposal,
    MailKind.ERASURE_WARNING: _erasure_warning,
    MailKind.ERASURE_COACH: _erasure_coach,
    MailKind.ERASURE_ASKED: _erasure_asked,
}


def _open(link: str) -> str:
    return "{}\n{}".format(_("Open this link and press the button on the page:"), link)


def _valid(kind: TicketKind) -> str:
    return str(_("The link works once, for %(days)s days.", days=VALID[kind].days))


def _nothing_happens() -> str:
    return str(_("Do you not know what this is about? Then do nothing. Nothing happens."))


def _name(value: object) -> str:
    """A name on one line, however it was written."""
    if not isinstance(value, str):
        raise TypeError("a name that is no text")
    return " ".join(value.split())[:SHORT]
