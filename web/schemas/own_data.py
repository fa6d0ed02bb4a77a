"""What a youth takes along: an allow-list. No hashes, no addresses of others; coaches by name.

No numbers of rows either, save that of a list that was shown: whoever asks why can name it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields as dataclass_fields
from typing import Any, Final

from marshmallow import Schema, fields

from matcher.profiles import Interests, WeekTime, YouthProfile
from matcher.vocabulary import Interest
from web.services.own_data import Everything

#: Of an entry of the log what is told: who it was, and what it was about.
LOG_FACTS: Final = (
    *("name", "role", "own_coach", "for", "what", "employer", "fields", "how", "place", "answer", "items"),
    *("about", "until", "due_on"),
)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _free(times: Sequence[WeekTime] | None) -> list[dict[str, Any]] | None:
    if times is None:
        return None
    return [{"weekday": time.weekday, "from": _clock(time.start), "until": _clock(time.end)} for time in times]


def _interests(six: Interests | None) -> dict[str, float] | None:
    return {interest.name.lower(): value for interest, value in zip(Interest, six, strict=True)} if six else None


def _by_code(name: str) -> fields.Field[Any]:
    """A mapping from codes to plain values."""
    return fields.Function(lambda row: _plain(getattr(row, name)))


def _codes(name: str) -> fields.Field[Any]:
    """Several codes, sorted unless they have an order of their own."""
    return fields.Function(lambda row: _in_order(getattr(row, name)))


def _in_order(found: Any) -> list[str]:
    return [str(code) for code in (sorted(found) if isinstance(found, frozenset) else found)]


def _plain(found: Mapping[Any, Any] | None) -> dict[str, Any] | None:
    return None if found is None else {str(code): value for code, value in found.items()}


def _name(*path: str) -> fields.Field[Any]:
    """The name of somebody who may be gone."""

    def read(row: Any) -> str | None:
        for step in path:
            row = getattr(row, step, None)
        return row.name if row else None

    return fields.Function(read)


class MeOut(Schema):
    """The youth's own row."""

    name = fields.String()
    birth_date = fields.Date()
    postcode = fields.Function(lambda youth: youth.postcode_code)
    lives_in = fields.Function(lambda youth: youth.postcode.place if youth.postcode else None)
    coach = _name("coach")
    qualified = fields.Boolean()
    exempt = fields.Boolean()
    exempt_from = fields.Date()
    school_minutes = fields.Integer()
    reach = _by_code("reach")
    hours_least = fields.Float()
    hours_most = fields.Float()
    free = fields.Function(lambda youth: _free(youth.free))
    earliest = fields.Date()
    interests = fields.Function(lambda youth: _interests(youth.interests))
    bears = _by_code("bears")
    skills = _codes("skills")
    goals = _codes("goals")
    languages = _by_code("languages")
    wishes = _by_code("wishes")
    income_needed = fields.Integer()
    matters_most = _codes("matters_most")
    aim = fields.String()
    school_tired = fields.Boolean()
    older_reason = fields.String()
    story = fields.String()
    needs = _by_code("needs")
    urgent = _codes("urgent")
    notes = fields.String()
    email = fields.String()
    telephone = fields.String()


class AccountOut(Schema):
    """The account. A password and the secret of an app are kept too, so that nobody can read them: said, not shown."""

    name = fields.String()
    email = fields.String()
    language = fields.String()
    active = fields.Boolean()
    roles = fields.Function(lambda user: [str(role.name) for role in user.roles])
    has_password = fields.Function(lambda user: user.password is not None)
    has_authenticator_app = fields.Function(lambda user: user.totp is not None)


class AbilityOut(Schema):
    """One view of one ability."""

    ability = fields.String()
    source = fields.String()
    level = fields.Integer()
    noted_on = fields.Date()


class JourneyOut(Schema):
    """A journey that somebody corrected."""

    employer = _name("workplace", "employer")
    workplace = _name("workplace")
    minutes = fields.Function(lambda journey: journey.correction.minutes)
    at = fields.DateTime(attribute="correction.at")
    by = fields.String()
    by_for = fields.String(attribute="for_whom")


class MoveOut(Schema):
    """One move of a proposal."""

    from_state = fields.String()
    to_state = fields.String()
    at = fields.DateTime()
    by = _name("by")
    by_for = _name("for_whom")
    role = fields.String()


class ProposalOut(Schema):
    """A proposal, what became of it, and what is shared in it now."""

    place = fields.Function(lambda offered: offered.proposal.place.title)
    employer = _name("proposal", "place", "workplace", "employer")
    state = fields.String(attribute="proposal.state")
    made_at = fields.DateTime(attribute="proposal.made_at")
    ended_at = fields.DateTime(attribute="proposal.ended_at")
    made_with_list = fields.Integer(attribute="proposal.shown_id")
    moves = fields.List(fields.Nested(MoveOut), attribute="proposal.moves")
    shared = fields.Function(lambda offered: _shared(offered))


def _shared(offered: Any) -> dict[str, Any]:
    """What was switched on {item: when, until when, when somebody signed along, whether it is seen now}."""
    return {
        item: {
            **{name: value for name, value in given.to_dict().items() if name != "digest"},
            "seen_now": item in offered.seen,
        }
        for item, given in (offered.consent.given if offered.consent else {}).items()
    }


class AlongOut(Schema):
    """Who signs along."""

    name = fields.String()
    since = fields.DateTime()


class ReportOut(Schema):
    """A report and its answer."""

    about = fields.String()
    words = fields.String()
    at = fields.DateTime()
    state = fields.String()
    answer = fields.String()
    answered_at = fields.DateTime()
    answered_by = _name("answered_by")
    answered_for = _name("answered_for")


class ErasureOut(Schema):
    """That everything will be erased."""

    cause = fields.String()
    warned_at = fields.DateTime()
    due_on = fields.Date()


class ReasonOut(Schema):
    """Why a coach from outside opened the data."""

    by = _name("user")
    reason = fields.String()
    at = fields.DateTime()
    until = fields.DateTime()


class MailOut(Schema):
    """A mail: what kind and when."""

    kind = fields.String()
    made_at = fields.DateTime()
    sent_at = fields.DateTime()
    failed_at = fields.DateTime()


class WayInOut(Schema):
    """A code, card or link."""

    kind = fields.String(attribute="ticket.kind")
    made_at = fields.DateTime(attribute="ticket.made_at")
    expires_at = fields.DateTime(attribute="ticket.expires_at")
    used_at = fields.DateTime(attribute="ticket.used_at")
    ended_at = fields.DateTime(attribute="ticket.ended_at")
    made_by = fields.String(attribute="by")
    made_for = fields.String(attribute="for_whom")


class SignInOut(Schema):
    """A browser."""

    device = fields.String()
    role = fields.String()
    lasting = fields.Boolean()
    began_at = fields.DateTime()
    ends_at = fields.DateTime()
    ended_at = fields.DateTime()


class MembershipOut(Schema):
    """For which employer somebody acts too."""

    employer = _name("employer")
    is_contact = fields.Boolean()
    reason = fields.String()
    asked_at = fields.DateTime()
    confirmed_at = fields.DateTime()
    ended_at = fields.DateTime()


class StandInOut(Schema):
    """Of somebody who is a coach too: who took over from whom."""

    coach = _name("coach")
    by = _name("by")
    from_day = fields.Date()
    until_day = fields.Date()
    ended_at = fields.DateTime()


class ListOut(Schema):
    """One list as it was shown: when, to whom, what was asked or filtered, how many there were, with which versions."""

    number = fields.Integer()
    at = fields.DateTime()
    on = fields.Date()
    kind = fields.String()
    role = fields.String()
    by = fields.String()
    where = _by_code("where")
    k = fields.Integer()
    offset = fields.Integer()
    total = fields.Integer()
    refused_by = _by_code("refused_by")
    hidden_by = _by_code("hidden_by")
    position = fields.Function(lambda shown: list(shown.standing) if shown.standing else None)
    reference = fields.String()
    settings = fields.String()
    software = fields.String()


class FitOut(Schema):
    """One fit as it was shown: in which list and where, to whom by role, how well in a number from 0 to 1.

    `part` is "matches" for what stood in order, and "ask_first" for what had to be asked first.
    """

    list_number = fields.Integer(attribute="number")
    part = fields.String()
    position = fields.Integer()
    on = fields.Date()
    kind = fields.String()
    role = fields.String()
    place = fields.String(attribute="title")
    fit = fields.Float(attribute="fit.value")
    fit_low = fields.Float(attribute="fit.low")
    fit_high = fields.Float(attribute="fit.high")
    band = fields.String()
    refusals = _codes("refusals")
    reference = fields.String()


class ToldOut(Schema):
    """One entry of the log, without the numbers of who did it."""

    at = fields.DateTime()
    act = fields.String()
    by_yourself = fields.Boolean(attribute="is_own")
    reason = fields.String()
    facts = fields.Function(lambda told: {name: told.facts[name] for name in LOG_FACTS if name in told.facts})


class EverythingOut(Schema):
    """The whole file, in the order of the page."""

    made_at = fields.DateTime(attribute="at")
    me = fields.Nested(MeOut, attribute="youth")
    skill_names = fields.Function(lambda found: dict(found.skills))
    abilities = fields.List(fields.Nested(AbilityOut), attribute="youth.views")
    journeys = fields.List(fields.Nested(JourneyOut))
    proposals = fields.List(fields.Nested(ProposalOut))
    signs_along = fields.Nested(AlongOut, attribute="along", allow_none=True)
    reports = fields.List(fields.Nested(ReportOut))
    erasure = fields.Nested(ErasureOut, allow_none=True)
    stated_reasons = fields.List(fields.Nested(ReasonOut), attribute="reasons")
    account = fields.Nested(AccountOut, attribute="user")
    sign_ins = fields.List(fields.Nested(SignInOut))
    ways_in = fields.List(fields.Nested(WayInOut))
    mails = fields.List(fields.Nested(MailOut))
    memberships = fields.List(fields.Nested(MembershipOut))
    stand_ins = fields.List(fields.Nested(StandInOut))
    lists_shown = fields.List(fields.Nested(ListOut), attribute="lists")
    fits_shown = fields.List(fields.Nested(FitOut), attribute="fits")
    profiles = fields.Function(lambda found: [_profile(content) for content in found.profiles])
    log = fields.List(fields.Nested(ToldOut))


def _profile(content: Mapping[str, Any]) -> dict[str, Any]:
    """Of a kept profile what the matcher knew."""
    return {name: content[name] for name in _PROFILE if name in content}


_PROFILE: Final = tuple(each.name for each in dataclass_fields(YouthProfile) if each.name != "id")
_OUT: Final = EverythingOut()


def as_file(found: Everything) -> dict[str, Any]:
    """Everything as plain data, for a file."""
    dumped: dict[str, Any] = _OUT.dump(found)
    return dumped
