"""Everything that is kept about a youth is in their own file: a table or column that is forgotten fails here."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from matcher import Ranking, Reference, compare
from matcher.profiles import WeekTime
from matcher.vocabulary import Aim, Condition, Demand, LifeMatter, Means, PartKey, Wish
from models.account import RoleName
from models.audit import Act, AuditChain, AuditEntry, append, open_text
from models.base import Base
from models.message import MailKind
from models.proposal import ProposalState
from models.rights import ErasureCause, ReportState
from models.shown import Shown
from models.sign_in import TicketKind
from models.youth import Youth
from tests.make import NOW
from web.schemas.own_data import as_file
from web.services import own_data
from web.services.errors import NotFound
from web.services.recording import looks, record
from web.services.showing import Draft, ListKind, drafts_of_youths, keep

# Of each other table with rows of a youth each column: where in the file it stands, or why it does not.
OURS, HASH, KEY = "a number of ours", "a hash, or what is compared with one", "counts changes, or keeps rows apart"
IN_FILE: dict[str, str] = {
    "ability_view.ability": "abilities.ability",
    "ability_view.source": "abilities.source",
    "ability_view.level": "abilities.level",
    "ability_view.noted_on": "abilities.noted_on",
    "along.name": "signs_along.name",
    "along.since": "signs_along.since",
    "audit_entry.at": "log.at",
    "audit_entry.act": "log.act",
    "audit_entry.sealed": "log.facts",
    "consent.given": "proposals.shared",
    "erasure.cause": "erasure.cause",
    "erasure.warned_at": "erasure.warned_at",
    "erasure.due_on": "erasure.due_on",
    "kept_profile.content": "profiles",
    "membership.employer_id": "memberships.employer",
    "membership.is_contact": "memberships.is_contact",
    "membership.reason": "memberships.reason",
    "membership.asked_at": "memberships.asked_at",
    "membership.confirmed_at": "memberships.confirmed_at",
    "membership.ended_at": "memberships.ended_at",
    "message.kind": "mails.kind",
    "message.made_at": "mails.made_at",
    "message.sent_at": "mails.sent_at",
    "message.failed_at": "mails.failed_at",
    "proposal.place_id": "proposals.place",
    "proposal.shown_id": "proposals.made_with_list",
    "proposal.state": "proposals.state",
    "proposal.made_at": "proposals.made_at",
    "proposal.ended_at": "proposals.ended_at",
    "proposal_move.from_state": "proposals.moves.from_state",
    "proposal_move.to_state": "proposals.moves.to_state",
    "proposal_move.at": "proposals.moves.at",
    "proposal_move.by_id": "proposals.moves.by",
    "proposal_move.for_id": "proposals.moves.by_for",
    "proposal_move.role": "proposals.moves.role",
    "report.about": "reports.about",
    "report.words": "reports.words",
    "report.at": "reports.at",
    "report.state": "reports.state",
    "report.answer": "reports.answer",
    "report.answered_at": "reports.answered_at",
    "report.answered_by_id": "reports.answered_by",
    "report.answered_for_id": "reports.answered_for",
    "shown.id": "lists_shown.number",
    "shown.viewer_id": "lists_shown.by",
    "shown.at": "lists_shown.at",
    "shown.on": "lists_shown.on",
    "shown.reference": "lists_shown.reference",
    "shown.settings": "lists_shown.settings",
    "shown.software": "lists_shown.software",
    "sign_in.role": "sign_ins.role",
    "sign_in.device": "sign_ins.device",
    "sign_in.lasting": "sign_ins.lasting",
    "sign_in.began_at": "sign_ins.began_at",
    "sign_in.ends_at": "sign_ins.ends_at",
    "sign_in.ended_at": "sign_ins.ended_at",
    "stand_in.coach_id": "stand_ins.coach",
    "stand_in.by_id": "stand_ins.by",
    "stand_in.from_day": "stand_ins.from_day",
    "stand_in.until_day": "stand_ins.until_day",
    "stand_in.ended_at": "stand_ins.ended_at",
    "stated_reason.user_id": "stated_reasons.by",
    "stated_reason.reason": "stated_reasons.reason",
    "stated_reason.at": "stated_reasons.at",
    "stated_reason.until": "stated_reasons.until",
    "ticket.kind": "ways_in.kind",
    "ticket.made_by_id": "ways_in.made_by",
    "ticket.made_for_id": "ways_in.made_for",
    "ticket.made_at": "ways_in.made_at",
    "ticket.expires_at": "ways_in.expires_at",
    "ticket.used_at": "ways_in.used_at",
    "ticket.ended_at": "ways_in.ended_at",
    "travel_correction.workplace_id": "journeys.workplace",
    "travel_correction.minutes": "journeys.minutes",
    "travel_correction.by_id": "journeys.by",
    "travel_correction.for_id": "journeys.by_for",
    "travel_correction.at": "journeys.at",
    "user.name": "account.name",
    "user.email": "account.email",
    "user.password": "account.has_password",
    "user.totp": "account.has_authenticator_app",
    "user.language": "account.language",
    "user.active": "account.active",
    "user_role.role_id": "account.roles",
}
# What the encrypted content of a list holds, by its names.
CONTENT_IN_FILE = {
    "kind": "lists_shown.kind",
    "role": "lists_shown.role",
    "matches": "fits_shown.position",
    "ask_first": "fits_shown.part",
    "total": "lists_shown.total",
    "refused_by": "lists_shown.refused_by",
    "hidden_by": "lists_shown.hidden_by",
    "where": "lists_shown.where",
    "k": "lists_shown.k",
    "offset": "lists_shown.offset",
    "position": "lists_shown.position",
}
LEFT_OUT_OF_CONTENT = {
    "youth": "the hash of a profile, which is told",
    "together": "a hash by which the lists of one page are found: the others are of other youths",
}
LEFT_OUT = {
    "along.email": "the address of somebody else",
    "audit_chain.contact_on": "the day of the last entry that is no look; all entries are told",
    "audit_chain.erased_at": "is set when nobody is left to read it",
    "audit_chain.mac": HASH,
    "audit_chain.number": "how many entries there are; all are told",
    "audit_chain.text_key": "a key",
    "audit_entry.chain_id": OURS,
    "audit_entry.mac": HASH,
    "audit_entry.number": OURS,
    "audit_entry.slot": HASH,
    "consent.proposal_id": OURS,
    "kept_profile.digest": HASH,
    "membership.confirmed_by_id": "who at Plek confirmed it is not about the youth; that and when is told",
    "message.claimed_until": "how the sending goes, not whom it is about",
    "message.due_at": "how the sending goes, not whom it is about",
    "message.facts": "the words of a mail that waits, with a secret in them; gone once it was sent",
    "message.language": "of the account, which is told",
    "message.message_id": "how the sending goes, not whom it is about",
    "message.problem": "how the sending goes, not whom it is about",
    "message.to": "the own address is told with the account; others are not the youth's",
    "message.tries": "how the sending goes, not whom it is about",
    "shown.content": "each name in it by itself: CONTENT_IN_FILE",
    "shown.digest": HASH,
    "shown.hour": "the hour of `at`",
    "sign_in.secret_hash": HASH,
    "ticket.asked_by": HASH,
    "ticket.proposal_id": OURS,
    "ticket.secret_hash": HASH,
    "user.closed_without_work": "an account of an employer alone is closed so",
    "user.email_hash": HASH,
    "user.fs_uniquifier": "a secret of the sign-in library",
    "user.totp_step": "so that a number of the app serves once",
} | {
    # Numbers that point at the youth or the account, and what counts changes.
    f"{table}.{name}": KEY if name == "version" else OURS
    for table in (
        *("ability_view", "along", "audit_chain", "audit_entry", "consent", "erasure", "kept_profile", "membership"),
        *("message", "proposal", "proposal_move", "report", "shown", "sign_in", "stand_in", "stated_reason", "ticket"),
        *("travel_correction", "user", "user_role"),
    )
    for name in ("id", "youth_id", "user_id", "proposal_id", "version")
    if name in Base.metadata.tables[table].columns and f"{table}.{name}" not in IN_FILE
}
TABLES = {name.partition(".")[0] for name in (*IN_FILE, *LEFT_OUT)}

# Of each column a value that nothing else has, and how it reads in the file.
ME: dict[str, tuple[Any, str, Any]] = {
    "name": ("Noa-Naam", "name", "Noa-Naam"),
    "birth_date": (date(2007, 5, 4), "birth_date", "2007-05-04"),
    "postcode_code": (None, "postcode", "3388"),
    "coach_id": (None, "coach", "Marit-Coach"),
    "qualified": (False, "qualified", False),
    "exempt": (True, "exempt", True),
    "exempt_from": (date(2025, 8, 1), "exempt_from", "2025-08-01"),
    "school_minutes": (417, "school_minutes", 417),
    "reach": ({Means.BICYCLE: 37.0}, "reach", {"bicycle": 37.0}),
    "hours_least": (11.5, "hours_least", 11.5),
    "hours_most": (22.5, "hours_most", 22.5),
    "free": ((WeekTime(2, 545, 725),), "free", [{"weekday": 2, "from": "09:05", "until": "12:05"}]),
    "earliest": (date(2026, 9, 3), "earliest", "2026-09-03"),
    "interests": (
        (0.91, 0.12, 0.13, 0.14, 0.15, 0.16),
        "interests",
        {
            "realistic": 0.91,
            "investigative": 0.12,
            "artistic": 0.13,
            "social": 0.14,
            "enterprising": 0.15,
            "conventional": 0.16,
        },
    ),
    "bears": ({Demand.NOISE: 1}, "bears", {"noise": 1}),
    "skills": (frozenset({"urn:skill:marker"}), "skills", ["urn:skill:marker"]),
    "goals": (frozenset({"urn:goal:marker"}), "goals", ["urn:goal:marker"]),
    "languages": ({"pl": 5}, "languages", {"pl": 5}),
    "wishes": ({"animals": Wish.WANTED}, "wishes", {"animals": "wanted"}),
    "income_needed": (123_400, "income_needed", 123_400),
    "matters_most": ((PartKey.TRAVEL,), "matters_most", ["travel"]),
    "aim": (Aim.FINDING_OUT, "aim", "finding_out"),
    "school_tired": (True, "school_tired", True),
    "older_reason": ("Reden-Ouder", "older_reason", "Reden-Ouder"),
    "story": ("Verhaal-Eigen", "story", "Verhaal-Eigen"),
    "needs": ({Condition.QUIET_SPOT: 3}, "needs", {"quiet_spot": 3}),
    "urgent": (frozenset({LifeMatter.HOUSING}), "urgent", ["housing"]),
    "notes": ("Notitie-Coach", "notes", "Notitie-Coach"),
    "email": ("noa@eigen.example", "email", "noa@eigen.example"),
    "telephone": ("06 11223344", "telephone", "06 11223344"),
}
LEFT_OUT_OF_ME = {
    "id": "a number of ours",
    "user_id": "a number of ours; the account itself is told",
    "version": "counts changes",
    "email_hash": "a hash of the address, which is told",
}
# Every column that points at a youth or at an account: the part of the file where its row is told ...
TOLD = {
    "ability_view.youth_id": "abilities",
    "along.youth_id": "signs_along",
    "erasure.youth_id": "erasure",
    "kept_profile.youth_id": "profiles",
    "membership.user_id": "memberships",
    "message.user_id": "mails",
    "message.youth_id": "mails",
    "proposal.youth_id": "proposals",
    "report.youth_id": "reports",
    "shown.youth_id": "fits_shown",
    "sign_in.user_id": "sign_ins",
    "stand_in.by_id": "stand_ins",
    "stand_in.coach_id": "stand_ins",
    "stated_reason.youth_id": "stated_reasons",
    "ticket.user_id": "ways_in",
    "travel_correction.youth_id": "journeys",
    "user_role.user_id": "account",
    "youth.coach_id": "me",
    "youth.user_id": "me",
}
# ... or, where it says who did something, that the row is told where it is the youth's own.
OF_WHO_DID_IT = {
    "membership.confirmed_by_id",
    "place_move.by_id",
    "proposal_move.by_id",
    "proposal_move.for_id",
    "report.answered_by_id",
    "report.answered_for_id",
    "shown.viewer_id",
    "stated_reason.user_id",
    "ticket.made_by_id",
    "ticket.made_for_id",
    "travel_correction.by_id",
    "travel_correction.for_id",
}
# What hangs on a proposal and so on its youth.
BY_PROPOSAL = {"proposal_move.proposal_id", "consent.proposal_id", "ticket.proposal_id"}

# In each row something that no other row has, as it reads in the file.
MARKERS = {
    "abilities": '"level": 4',
    "signs_along": "Fatima-Tekent",
    "erasure": "2031-01-17",
    "profiles": "profiel-marker",
    "memberships": "Werkgever-Lid",
    "mails": "2026-01-11T01:01:01",
    "proposals": "Plek-Voorstel",
    "moves": "2026-01-12T02:02:02",
    "shared": "2026-01-13T03:03:03",
    "reports": "Melding-Woorden",
    "answers": "Antwoord-Coach",
    "fits_shown": "Plek-Getoond",
    "sign_ins": "Browser-Merk",
    "stand_ins": "2031-02-18",
    "stated_reasons": "Reden-Buiten",
    "ways_in": "2026-01-14T04:04:04",
    "sign_along_links": "2026-01-15T05:05:05",
    "journeys": "Werkplek-Reis",
    "account": "noa-account",
    "me": "Noa-Naam",
}
SECRET = (
    "geheim-hash",
    "fatima@anders.example",
    "marit@anders.example",
    "geheime-feit",
    "<bericht@plek>",
    "wachtwoord-hash",
)


def at(day: int, part: int) -> datetime:
    return datetime(2026, 1, day, part, part, part, tzinfo=UTC)


@pytest.fixture
def marit(make):
    return make.coach(name="Marit-Coach", email="marit@anders.example")


@pytest.fixture
def noa(make, marit, session):
    """A youth with every column filled, and a row of every table about them."""
    user = make.user(
        *(RoleName.YOUTH, RoleName.EMPLOYER),
        name="noa-account",
        email="noa@eigen.example",
        password="wachtwoord-hash",
    )
    values = {name: value for name, (value, _key, _said) in ME.items() if value is not None}
    postcode = make.postcode(code="3388")
    return make.youth(**values, coach=marit, user=user, postcode=postcode, own={"reading": 4}, seen={"writing": 2})


@pytest.fixture
def surrounded(noa, make, marit, session):
    workplace = make.workplace(name="Werkplek-Reis")
    make.correction(noa, workplace, 12, by_id=marit.id)
    proposal = make.proposal(youth=noa, place=make.place(title="Plek-Voorstel"), state=ProposalState.WANTED)
    make.proposal_move(proposal, at=at(12, 2), by_id=marit.id)
    consent = make.consent(proposal, "called")
    consent.given = {"called": {"at": at(13, 3).isoformat(), "until": NOW.isoformat(), "along_at": None}}
    make.along(noa, name="Fatima-Tekent", email="fatima@anders.example")
    make.report(noa, words="Melding-Woorden", state=ReportState.KEPT, answer="Antwoord-Coach", answered_by_id=marit.id)
    make.erasure(noa, cause=ErasureCause.ASKED, due_on=date(2031, 1, 17))
    make.stated_reason(make.coach(name="Bas"), noa, reason="Reden-Buiten")
    make.kept_profile(noa, digest="geheim-hash-1", content={"skills": ["profiel-marker"], "id": noa.id})
    shown = make.place(title="Plek-Getoond")
    draft = Draft(ListKind.OWN_LIST, noa.profile(on=NOW.date()), {shown.id: shown.profile()}, (), on=NOW.date())
    keep(session, [_with_a_match(draft, shown)], viewer=noa.user, at=NOW)
    make.message(
        MailKind.CODE,
        user_id=noa.user_id,
        made_at=at(11, 1),
        facts={"code": "geheime-feit"},
        message_id="<bericht@plek>",
    )
    make.message(MailKind.SIGN_ALONG, youth_id=noa.id, to="fatima@anders.example")
    make.sign_in(noa.user, device="Browser-Merk", secret_hash="geheim-hash-2")
    make.ticket(TicketKind.CARD, user=noa.user, made_at=at(14, 4), secret_hash="geheim-hash-3", made_by_id=marit.id)
    make.ticket(TicketKind.SIGN_ALONG, proposal_id=proposal.id, made_at=at(15, 5), secret_hash="geheim-hash-4")
    make.membership(user=noa.user, employer=make.employer(name="Werkgever-Lid"))
    make.stand_in(coach=noa.user, until_day=date(2031, 2, 18))
    session.flush()
    session.expire_all()
    return noa


def _with_a_match(draft: Draft, place: Any) -> Draft:
    match = compare(draft.youth, place.profile(), on=draft.on, reference=Reference.default())
    return replace(draft, shown=(match,))


@pytest.fixture
def filled(surrounded, make, marit, session):
    """The same with what is empty at first: what ended, what was answered, for whom somebody stood in."""
    noa, vera = surrounded, make.coach(name="Vera")
    shown = session.scalars(select(Shown).where(Shown.youth_id == noa.id)).first()
    over = make.proposal(youth=noa, place=make.place(), state=ProposalState.ENDED, shown_id=shown.id)
    make.proposal_move(
        over, from_state=ProposalState.ASKED, to_state=ProposalState.ENDED, by_id=vera.id, for_id=marit.id
    )
    make.correction(noa, make.workplace(), 13, by_id=vera.id, for_id=marit.id)
    make.report(noa, state=ReportState.MENDED, answered_at=NOW, answered_by_id=vera.id, answered_for_id=marit.id)
    make.message(MailKind.CODE, user_id=noa.user_id, sent_at=NOW)
    make.message(MailKind.CODE, user_id=noa.user_id, failed_at=NOW)
    make.sign_in(noa.user, ended_at=NOW)
    make.ticket(TicketKind.CARD, user=noa.user, used_at=NOW, made_by_id=vera.id, made_for_id=marit.id)
    make.ticket(TicketKind.CARD, user=noa.user, ended_at=NOW)
    make.membership(user=noa.user, employer=make.employer(), reason="Reden-Lid", ended_at=NOW)
    make.stand_in(coach=noa.user, ended_at=NOW)
    asked = make.place(title="Plek-Gevraagd")
    profile, match = noa.profile(on=NOW.date()), _match(noa, asked)
    ranking = Ranking((), (match,), total=1, refused_by={"too_far": 1}, hidden_by={"paid": 1})
    drafts = [
        Draft(
            ListKind.COACHS_LIST,
            profile,
            {asked.id: asked.profile()},
            ranking,
            on=NOW.date(),
            where={"paid": True},
            k=20,
            offset=20,
        ),
        *drafts_of_youths(asked.profile(), {noa.id: profile}, [match], [], on=NOW.date()),
    ]
    keep(session, drafts, viewer=marit, at=NOW)
    record(session, noa, Act.CHANGED, actor=marit, fields=["notes"])
    session.flush()
    session.expire_all()
    return noa


def _match(youth: Youth, place: Any) -> Any:
    return compare(youth.profile(on=NOW.date()), place.profile(), on=NOW.date(), reference=Reference.default())


def at_place(data: Any, names: list[str]) -> list[Any]:
    """What stands at a place in the file, in every row of the lists on the way."""
    if isinstance(data, list):
        return [found for each in data for found in at_place(each, names)]
    if not names:
        return [data]
    return at_place(data[names[0]], names[1:]) if data is not None else []


def file_of(session, youth: Youth) -> dict[str, Any]:
    return as_file(own_data.everything(session, language="nl", at=NOW, actor=youth.user))


def keys_in(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield key
            yield from keys_in(value)
    elif isinstance(data, list):
        for value in data:
            yield from keys_in(value)


def pointing_at(*names: str) -> set[str]:
    return {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name in names
    }


class TestNothingIsForgotten:
    def test_of_the_columns_of_a_youth(self):
        assert {column.name for column in Youth.__table__.columns} == set(ME) | set(LEFT_OUT_OF_ME)

    def test_of_the_tables_that_point_at_a_youth_or_an_account(self):
        assert pointing_at("youth", "user") == set(TOLD) | OF_WHO_DID_IT

    def test_of_the_tables_that_point_at_a_proposal(self):
        assert pointing_at("proposal") == BY_PROPOSAL

    def test_of_the_columns_of_every_other_table(self):
        """A table that points at one of these is found by the two tests above; a column of it here."""
        columns = {f"{table}.{column.name}" for table in TABLES for column in Base.metadata.tables[table].columns}

        assert {column.partition(".")[0] for column in (*TOLD, *BY_PROPOSAL)} - {"youth"} <= TABLES
        assert columns == set(IN_FILE) | set(LEFT_OUT)
        assert set(IN_FILE) & set(LEFT_OUT) == set()

    def test_of_what_the_content_of_a_list_holds(self, session, surrounded):
        found = session.scalars(select(Shown).where(Shown.youth_id == surrounded.id))

        assert {name for shown in found for name in shown.content} == set(CONTENT_IN_FILE) | set(LEFT_OUT_OF_CONTENT)

    @pytest.mark.parametrize("place", [*IN_FILE.values(), *CONTENT_IN_FILE.values()])
    def test_each_of_these_columns_stands_in_the_file(self, session, filled, place):
        assert [
            value for value in at_place(file_of(session, filled), place.split(".")) if value not in (None, [])
        ] != []

    @pytest.mark.parametrize("column", ME)
    def test_each_column_stands_in_the_file(self, session, noa, column):
        _value, key, said = ME[column]

        assert file_of(session, noa)["me"][key] == said

    def test_each_table_stands_in_the_file(self, session, surrounded):
        text = json.dumps(file_of(session, surrounded), ensure_ascii=False)

        assert [part for part, marker in MARKERS.items() if marker not in text] == []

    def test_each_part_is_filled_and_tested_by_a_marker(self, session, surrounded):
        found = file_of(session, surrounded)

        assert [part for part in TOLD.values() if not found[part]] == []
        assert set(TOLD.values()) <= set(MARKERS)

    def test_of_each_fit_stand_the_number_and_the_version_it_was_made_with(self, session, surrounded):
        (fit,) = file_of(session, surrounded)["fits_shown"]

        assert 0 <= fit["fit"] <= 1
        assert fit["reference"]
        assert fit["place"] == "Plek-Getoond"


class TestWhatSomebodyAskedForInALookAtTheYouth:
    def test_stands_in_the_file_word_for_word(self, session, make, noa, marit):
        draft = Draft(
            ListKind.SEARCH, noa.profile(on=NOW.date()), {}, (), on=NOW.date(), where={"words": "Iets-Rustigs"}
        )
        (kept,) = keep(session, [draft], viewer=marit, at=NOW)

        (shown,) = file_of(session, noa)["lists_shown"]

        assert (shown["number"], shown["by"], shown["where"]) == (kept.id, "Marit-Coach", {"words": "Iets-Rustigs"})

    def test_is_told_with_the_part_of_the_list_and_the_place_in_it(self, session, filled):
        fits = [fit for fit in file_of(session, filled)["fits_shown"] if fit["place"] == "Plek-Gevraagd"]

        assert {(fit["part"], fit["position"]) for fit in fits} == {("ask_first", 1), ("matches", 1)}


class TestWhoStoodIn:
    def test_is_told_with_for_whom_in_each_row_that_names_somebody(self, session, make, noa, marit):
        vera = make.coach(name="Vera-Vervangt")
        proposal = make.proposal(youth=noa)
        make.proposal_move(proposal, by_id=vera.id, for_id=marit.id)
        make.report(noa, state=ReportState.MENDED, answered_by_id=vera.id, answered_for_id=marit.id)
        make.ticket(TicketKind.CARD, user=noa.user, made_by_id=vera.id, made_for_id=marit.id)
        make.correction(noa, make.workplace(), 12, by_id=vera.id, for_id=marit.id)
        session.expire_all()
        found = file_of(session, noa)
        told = [
            [found["proposals"][0]["moves"][0][name] for name in ("by", "by_for")],
            [found["reports"][0][name] for name in ("answered_by", "answered_for")],
            [found["ways_in"][0][name] for name in ("made_by", "made_for")],
            [found["journeys"][0][name] for name in ("by", "by_for")],
        ]

        assert told == [["Vera-Vervangt", "Marit-Coach"]] * 4


class TestWhatIsNotTheirs:
    def test_no_hash_no_address_of_others_and_no_secret_is_in_the_file(self, session, surrounded):
        text = json.dumps(file_of(session, surrounded), ensure_ascii=False)

        assert [secret for secret in SECRET if secret in text] == []
        assert surrounded.email_hash not in text
        assert surrounded.user.fs_uniquifier not in text

    def test_no_number_of_a_row_is_in_the_file(self, session, surrounded):
        assert [key for key in keys_in(file_of(session, surrounded)) if key == "id" or key.endswith("_id")] == []

    def test_nothing_of_another_youth_is_in_the_file(self, session, make, surrounded):
        other = make.youth(name="Sam-Ander", user=make.user(RoleName.YOUTH, name="Sam-Ander"), coach=surrounded.coach)
        make.report(other, words="Sam-Woorden")
        make.proposal(youth=other, place=make.place(title="Sam-Plek"))
        make.message(MailKind.CODE, user_id=other.user_id, made_at=at(19, 9))
        make.sign_in(other.user, device="Sam-Browser")
        make.ticket(TicketKind.CARD, user=other.user, made_at=at(20, 10))
        text = json.dumps(file_of(session, surrounded), ensure_ascii=False)

        strange = ("Sam-", at(19, 9).isoformat(), at(20, 10).isoformat())
        assert [marker for marker in strange if marker in text] == []

    def test_who_is_no_youth_has_none(self, session, marit):
        with pytest.raises(NotFound):
            own_data.everything(session, language="nl", at=NOW, actor=marit)


class TestTheLog:
    def test_is_told_with_names_and_without_numbers(self, session, surrounded, marit):
        append(session, looks([surrounded], actor=marit, what="youth_read", at=NOW), at=NOW)
        record(session, surrounded, Act.CHANGED, actor=marit, fields=["notes"], by_number=marit.id)

        told = file_of(session, surrounded)["log"]

        assert [(entry["act"], entry["facts"]["name"]) for entry in told] == [
            ("changed", "Marit-Coach"),
            ("looked", "Marit-Coach"),
        ]
        assert told[0]["facts"]["fields"] == ["notes"]
        assert not {"by", "by_number"} & set(keys_in(told))


class TestTakingItAlong:
    def test_is_written_down(self, session, surrounded):
        own_data.download(session, language="nl", at=NOW, actor=surrounded.user)

        chain = session.scalars(select(AuditChain).where(AuditChain.youth_id == surrounded.id)).one()
        last = session.scalars(select(AuditEntry).where(AuditEntry.chain_id == chain.id)).all()[-1]
        assert last.act is Act.DOWNLOADED
        assert open_text(chain, last)["name"] == "noa-account"

    def test_of_an_empty_youth_works(self, session, make):
        youth = make.youth(user=make.user(RoleName.YOUTH, email=None), birth_date=None)

        found = file_of(session, youth)

        assert found["me"]["name"] == "Sam"
        assert found["me"]["birth_date"] is None
        assert found["proposals"] == []

    def test_is_plain_data(self, session, surrounded):
        found = file_of(session, surrounded)

        assert json.loads(json.dumps(found)) == found
        assert found["made_at"] == NOW.isoformat()
        assert timedelta(0) == NOW.utcoffset()
