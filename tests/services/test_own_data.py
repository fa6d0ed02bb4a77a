"""Everything that is kept about a youth is in their own file: a table or column that is forgotten fails here."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from matcher import Reference, compare
from matcher.profiles import WeekTime
from matcher.vocabulary import Aim, Condition, Demand, LifeMatter, Means, PartKey, Wish
from models.account import RoleName
from models.audit import Act, AuditChain, AuditEntry, append, open_text
from models.base import Base
from models.message import MailKind
from models.proposal import ProposalState
from models.rights import ErasureCause, ReportState
from models.sign_in import TicketKind
from models.youth import Youth
from tests.make import NOW
from web.schemas.own_data import as_file
from web.services import own_data
from web.services.errors import NotFound
from web.services.recording import looks, record
from web.services.showing import Draft, ListKind, keep

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
    "report.answered_by_id",
    "shown.viewer_id",
    "stated_reason.user_id",
    "ticket.made_by_id",
    "travel_correction.by_id",
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
