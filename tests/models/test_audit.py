"""The log of who looked: written at the end and nowhere else, and whatever is done to it by hand is found."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, delete, event, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from models.audit import Act, AuditChain, AuditEntry, Entry, Head, NoSuchYouth, append, begin, erase, heads, open_text
from models.base import Keys, use_keys
from models.verifying import AT_ONCE, Finding, What, verify
from models.youth import Youth
from tests.make import NOW, Make

CHAIN, ENTRY = AuditChain.__table__, AuditEntry.__table__
UNGUARD = {
    "sqlite": (
        "DROP TRIGGER audit_entry_update",
        "DROP TRIGGER audit_entry_delete",
        "DROP TRIGGER audit_chain_delete",
    ),
    "postgresql": (
        "DROP TRIGGER audit_entry_guard ON audit_entry",
        "DROP TRIGGER audit_chain_guard ON audit_chain",
        "ALTER TABLE audit_entry DROP CONSTRAINT fk_audit_entry_chain_id",
    ),
}
LENGTHS = (1, 4, 6)  # entries of the chains of a log


def write(session: Session, youth: Youth, *acts: Act, at: datetime = NOW, slot: str | None = None) -> None:
    for number, act in enumerate(acts):
        append(session, [Entry(youth.id, act, {"name": "Marit"}, slot)], at=at + timedelta(hours=number))


def found(session: Session, anchors: dict[int, Head] | None = None) -> set[What]:
    session.flush()
    return {finding.what for finding in verify(session, anchors)}


@pytest.fixture
def unguarded(session: Session) -> Session:
    """A session of somebody who is the owner of the database and took the triggers away."""
    for statement in UNGUARD[session.get_bind().dialect.name]:
        session.execute(text(statement))
    return session


@pytest.fixture
def log(make: Make, session: Session) -> list[AuditChain]:
    """Three chains, of one, four and six entries."""
    acts = (Act.LOOKED, Act.CHANGED, Act.LOOKED, Act.PROPOSED, Act.LOOKED, Act.LOOKED)
    youths = [make.youth() for _ in LENGTHS]
    for youth, length in zip(youths, LENGTHS, strict=True):
        write(session, youth, *acts[:length])
    return [session.scalars(select(AuditChain).where(AuditChain.youth_id == youth.id)).one() for youth in youths]


def entry(session: Session, chain: AuditChain, number: int) -> AuditEntry:
    return session.scalars(select(AuditEntry).where(AuditEntry.chain_id == chain.id, AuditEntry.number == number)).one()


class TestAppend:
    def test_numbers_the_entries_of_each_youth_by_themselves(self, log, session):
        numbers = [
            list(session.scalars(select(AuditEntry.number).where(AuditEntry.chain_id == chain.id).order_by("number")))
            for chain in log
        ]

        assert numbers == [list(range(1, length + 1)) for length in LENGTHS]

    def test_seals_what_it_tells(self, log, session):
        kept = entry(session, log[1], 2)

        assert b"Marit" not in kept.sealed
        assert open_text(log[1], kept) == {"name": "Marit"}

    def test_writes_a_slot_once(self, make, session):
        youth = make.youth()
        write(session, youth, Act.LOOKED, Act.LOOKED, slot="an hour")
        append(session, [Entry(youth.id, Act.LOOKED, {"which": which}, "the next") for which in "ab"], at=NOW)

        chain = session.scalars(select(AuditChain)).one()
        assert chain.number == 2
        assert open_text(chain, entry(session, chain, 2)) == {"which": "a"}

    def test_sends_as_many_statements_for_twenty_as_for_two(self, make, session):
        few, many = [make.youth() for _ in range(2)], [make.youth() for _ in range(20)]
        counts = []
        for youths, name in ((few, "first"), (many, "first"), (few, "second"), (many, "second")):
            entries = [Entry(youth.id, Act.LOOKED, {}, f"{name} {youth.id}") for youth in youths]
            with counted(session) as sent:
                append(session, entries, at=NOW)
            counts.append([statement.split()[0] for statement in sent])

        assert counts[2] == counts[3] == ["SELECT", "SELECT", "INSERT", "UPDATE"]
        assert counts[0] == counts[1]

    def test_refuses_who_is_not_there(self, session):
        with pytest.raises(NoSuchYouth):
            append(session, [Entry(999_999, Act.LOOKED, {})], at=NOW)

    def test_counts_contact_by_what_is_more_than_a_look(self, make, session):
        youth = make.youth()
        write(session, youth, Act.CHANGED)
        write(session, youth, Act.LOOKED, at=NOW + timedelta(days=9))

        assert session.scalars(select(AuditChain)).one().contact_on == NOW.date()


class counted:  # noqa: N801 -- reads as a word
    """The statements of a session's connection meanwhile, without those of savepoints."""

    def __init__(self, session: Session) -> None:
        self.connection: Connection = session.connection()
        self.sent: list[str] = []

    def _note(self, *details: Any) -> None:
        if "SAVEPOINT" not in details[2]:
            self.sent.append(details[2])

    def __enter__(self) -> list[str]:
        event.listen(self.connection, "before_cursor_execute", self._note)
        return self.sent

    def __exit__(self, *_error: object) -> None:
        event.remove(self.connection, "before_cursor_execute", self._note)


class TestAWholeLog:
    def test_has_nothing_to_find(self, log, session):
        assert list(verify(session)) == []
        assert list(verify(session, {head.chain: head for head in heads(session)})) == []

    def test_has_nothing_to_find_where_a_chain_is_empty(self, make, session):
        begin(session, make.youth().id, on=date(2026, 3, 2))

        assert list(verify(session)) == []

    def test_may_have_grown_since_its_heads_were_written_out(self, log, session):
        anchors = {head.chain: head for head in heads(session)}
        append(session, [Entry(chain.youth_id, Act.LOOKED, {}) for chain in log], at=NOW)

        assert list(verify(session, anchors)) == []

    @settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        written=st.lists(
            st.tuples(st.integers(0, 2), st.sampled_from(Act), st.none() | st.integers(0, 3)), min_size=1, max_size=12
        )
    )
    def test_verifies_whatever_was_written(self, session, make, written):
        with undone(session):
            youths = [make.youth() for _ in range(3)]
            for which, act, slot in written:
                taken = None if slot is None else f"{which} {slot}"
                append(session, [Entry(youths[which].id, act, {}, taken)], at=NOW)

            assert found(session) <= {What.ERASURE}  # ERASED alone, without the rest of `erase`, is half a thing
            assert not found(session) or Act.ERASED in {act for _which, act, _slot in written}


class undone:  # noqa: N801 -- reads as a word
    """What is done meanwhile is undone at the end."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def __enter__(self) -> None:
        self.nested = self.session.begin_nested()

    def __exit__(self, *_error: object) -> None:
        self.nested.rollback()
        self.session.expire_all()


#: What can be changed in an entry and in a chain by hand, each to something that the database still takes.
ENTRY_CHANGES: dict[str, Callable[[Any], Any]] = {
    "number": lambda number: number + 100,
    "at": lambda at: at + timedelta(microseconds=1),
    "act": lambda act: Act.ENDED if act is Act.LOOKED else Act.LOOKED,
    "slot": lambda slot: "" if slot is None else None,
    "sealed": lambda sealed: bytes(sealed)[:-1] + bytes([sealed[-1] ^ 1]),
    "mac": lambda mac: bytes([mac[0] ^ 1]) + bytes(mac)[1:],
}
CHAIN_CHANGES: dict[str, Callable[[Any], Any]] = {
    "youth_id": lambda youth_id: youth_id + 1_000_000,
    "number": lambda number: number - 1,
    "mac": lambda mac: bytes(mac)[:-1] + bytes([mac[-1] ^ 1]),
    "contact_on": lambda day: day + timedelta(days=1),
    "text_key": lambda _key: Fernet.generate_key().decode(),
    "erased_at": lambda _at: NOW,
}
which_chain = st.integers(0, len(LENGTHS) - 1)
property_settings = settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors]
)


class TestByHand:
    """The log after somebody with the whole database, but not the keys, worked on it."""

    @property_settings
    @given(which=which_chain, at=st.integers(0, 5), column=st.sampled_from(sorted(ENTRY_CHANGES)))
    def test_any_value_of_an_entry_that_was_changed_is_found(self, unguarded, log, which, at, column):
        session, chain = unguarded, log[which]
        with undone(session):
            row = entry(session, chain, at % LENGTHS[which] + 1)
            value = ENTRY_CHANGES[column](getattr(row, column))
            session.execute(update(ENTRY).where(ENTRY.c.id == row.id).values({column: value}))

            assert {finding.chain for finding in verify(session)} == {chain.id}

    @property_settings
    @given(which=which_chain, column=st.sampled_from(sorted(CHAIN_CHANGES)))
    def test_any_value_of_a_chain_that_was_changed_is_found(self, unguarded, log, which, column):
        session, chain = unguarded, log[which]
        with undone(session):
            values = {column: CHAIN_CHANGES[column](getattr(chain, column))}
            values |= {"text_key": None} if column == "erased_at" else {}
            session.execute(update(CHAIN).where(CHAIN.c.id == chain.id).values(values))

            assert {finding.chain for finding in verify(session) if finding.is_fault} == {chain.id}

    @property_settings
    @given(which=which_chain, at=st.integers(0, 5))
    def test_any_entry_that_was_taken_out_is_found(self, unguarded, log, which, at):
        session, chain = unguarded, log[which]
        number = at % LENGTHS[which] + 1
        with undone(session):
            session.execute(delete(ENTRY).where(ENTRY.c.chain_id == chain.id, ENTRY.c.number == number))

            what = What.CUT if number == LENGTHS[which] else What.MISSING
            assert list(verify(session)) == [Finding(chain.id, what, number)]

    @property_settings
    @given(which=st.integers(1, 2), left=st.integers(0, 4))
    def test_a_tail_that_was_cut_off_is_found_however_the_head_is_mended(self, unguarded, log, which, left):
        session, chain = unguarded, log[which]
        left %= LENGTHS[which]
        with undone(session):
            last = entry(session, chain, left).mac if left else b""
            session.execute(delete(ENTRY).where(ENTRY.c.chain_id == chain.id, ENTRY.c.number > left))
            assert {finding.what for finding in verify(session)} == {What.CUT}

            session.execute(update(CHAIN).where(CHAIN.c.id == chain.id).values(number=left, mac=last))
            assert {finding.what for finding in verify(session)} == {What.HEAD}

    @property_settings
    @given(one=st.integers(1, 6), other=st.integers(1, 6))
    def test_two_entries_that_changed_places_are_found(self, unguarded, log, one, other):
        session, chain = unguarded, log[2]
        if one == other:
            return
        with undone(session):
            ids = [entry(session, chain, number).id for number in (one, other)]
            for id_, number in ((ids[0], 999), (ids[1], one), (ids[0], other)):
                session.execute(update(ENTRY).where(ENTRY.c.id == id_).values(number=number))

            assert {finding.number for finding in verify(session)} >= {one, other}
            assert found(session) == {What.CHANGED} or max(one, other) == LENGTHS[2]

    @property_settings
    @given(source=which_chain, target=which_chain, at=st.integers(0, 5), end=st.booleans())
    def test_an_entry_that_was_moved_to_another_chain_is_found(self, unguarded, log, source, target, at, end):
        session = unguarded
        if source == target:
            return
        with undone(session):
            row = entry(session, log[source], at % LENGTHS[source] + 1)
            place = LENGTHS[target] + 1 if end else min(row.number, LENGTHS[target])
            session.execute(delete(ENTRY).where(ENTRY.c.chain_id == log[target].id, ENTRY.c.number == place))
            session.execute(update(ENTRY).where(ENTRY.c.id == row.id).values(chain_id=log[target].id, number=place))

            assert {finding.chain for finding in verify(session)} == {log[source].id, log[target].id}

    def test_entries_of_a_chain_that_is_not_there_are_found(self, unguarded, log, session):
        if session.get_bind().dialect.name == "sqlite":
            session.execute(text("PRAGMA defer_foreign_keys = ON"))  # until the end, which is a rollback
        session.execute(update(ENTRY).where(ENTRY.c.chain_id == log[0].id).values(chain_id=777_777))

        assert set(verify(session)) == {Finding(log[0].id, What.CUT, 1), Finding(777_777, What.LOST)}

    @pytest.mark.parametrize("column", ["at", "sealed", "mac", "number", "act"])
    def test_a_value_that_was_spoilt_is_a_finding_and_no_crash(self, unguarded, log, session, column):
        """SQLite takes any text in any column; PostgreSQL what its type lets pass."""
        others = {"at": "'infinity'", "sealed": "''", "mac": "''", "number": "-1", "act": "'ended'"}
        value = "'een'" if session.get_bind().dialect.name == "sqlite" and column != "act" else others[column]
        row = entry(session, log[2], 6)
        session.execute(text(f"UPDATE audit_entry SET {column} = {value} WHERE id = :id"), {"id": row.id})

        assert {finding.chain for finding in verify(session)} == {log[2].id}

    @pytest.mark.parametrize("column", ["contact_on", "text_key", "mac", "number", "erased_at"])
    def test_a_chain_that_was_spoilt_is_a_finding_and_no_crash(self, unguarded, log, session, column):
        others = {"contact_on": "'infinity'", "text_key": "''", "mac": "''", "number": "-1", "erased_at": "'infinity'"}
        value = "'een'" if session.get_bind().dialect.name == "sqlite" else others[column]
        also = ", text_key = NULL" if column == "erased_at" else ""
        session.execute(text(f"UPDATE audit_chain SET {column} = {value}{also} WHERE id = :id"), {"id": log[2].id})

        assert {finding.chain for finding in verify(session)} == {log[2].id}


class TestAgainstHeadsWrittenOutEarlier:
    def test_a_chain_that_was_put_back_to_an_older_state_is_found(self, unguarded, log, session):
        older = {column.name: getattr(log[2], column.name) for column in CHAIN.columns}
        append(session, [Entry(log[2].youth_id, Act.LOOKED, {})], at=NOW)
        anchors = {head.chain: head for head in heads(session)}
        session.execute(delete(ENTRY).where(ENTRY.c.chain_id == log[2].id, ENTRY.c.number == 7))
        session.execute(update(CHAIN).where(CHAIN.c.id == log[2].id).values(older))

        assert found(session) == set()
        assert list(verify(session, anchors)) == [Finding(log[2].id, What.CUT, 7)]

    def test_a_chain_that_was_put_back_and_went_on_otherwise_is_found(self, unguarded, log, session):
        older = {column.name: getattr(log[2], column.name) for column in CHAIN.columns}
        append(session, [Entry(log[2].youth_id, Act.LOOKED, {})], at=NOW)
        anchors = {head.chain: head for head in heads(session)}
        session.execute(delete(ENTRY).where(ENTRY.c.chain_id == log[2].id, ENTRY.c.number == 7))
        session.execute(update(CHAIN).where(CHAIN.c.id == log[2].id).values(older))
        write(session, session.get_one(Youth, log[2].youth_id), Act.LOOKED, Act.LOOKED)

        assert found(session) == set()
        assert list(verify(session, anchors)) == [Finding(log[2].id, What.PUT_BACK, 7)]

    def test_a_chain_that_is_gone_as_a_whole_is_found(self, unguarded, log, session):
        anchors = {head.chain: head for head in heads(session)}
        session.execute(delete(ENTRY).where(ENTRY.c.chain_id == log[1].id))
        session.execute(delete(CHAIN).where(CHAIN.c.id == log[1].id))

        assert found(session) == set()
        assert list(verify(session, anchors)) == [Finding(log[1].id, What.GONE)]


class TestErase:
    def test_leaves_a_chain_that_verifies_and_that_nobody_can_read(self, log, session):
        erase(session, log[1].youth_id, NOW)

        assert list(verify(session)) == [Finding(log[1].id, What.ERASED)]
        assert entry(session, log[1], LENGTHS[1] + 1).act is Act.ERASED
        assert open_text(log[1], entry(session, log[1], 1)) is None
        assert session.scalar(select(CHAIN.c.text_key).where(CHAIN.c.id == log[1].id)) is None

    def test_does_nothing_for_who_has_no_chain(self, make, session):
        erase(session, make.youth().id, NOW)

        assert session.scalar(select(func.count()).select_from(AuditChain)) == 0

    def test_is_found_where_only_the_key_is_gone(self, unguarded, log, session):
        session.execute(update(CHAIN).where(CHAIN.c.id == log[1].id).values(text_key=None))

        assert list(verify(session)) == [Finding(log[1].id, What.KEY)]

    def test_is_found_where_no_entry_says_so(self, unguarded, log, session):
        session.execute(update(CHAIN).where(CHAIN.c.id == log[1].id).values(text_key=None, erased_at=NOW))

        assert list(verify(session)) == [Finding(log[1].id, What.ERASURE)]

    def test_a_later_youth_with_the_same_number_gets_a_chain_of_their_own(self, make, log, session):
        youth = session.get_one(Youth, log[1].youth_id)
        erase(session, youth.id, NOW)
        write(session, youth, Act.LOOKED)

        chains = session.scalars(select(AuditChain).where(AuditChain.youth_id == youth.id)).all()
        assert [chain.erased_at is None for chain in chains] == [False, True]
        assert found(session) == {What.ERASED}

    def test_after_it_nothing_more_is_told_of_who_is_gone(self, log, session):
        erase(session, log[0].youth_id, NOW)
        session.execute(delete(Youth.__table__).where(Youth.id == log[0].youth_id))

        with pytest.raises(NoSuchYouth):
            append(session, [Entry(log[0].youth_id, Act.LOOKED, {})], at=NOW)


class TestWithAnotherKey:
    def test_the_chain_does_not_verify(self, log, session):
        assert Keys.ring is not None
        ring = Keys.ring
        use_keys([Fernet.generate_key().decode()], "a hash key of the tests", "another audit key")
        Keys.ring = ring

        assert What.CHANGED in found(session)


class TestALongLog:
    def test_verifies_where_one_helping_ends_and_the_next_begins(self, make, session):
        youth = make.youth()
        append(session, [Entry(youth.id, Act.LOOKED, {}) for _ in range(2 * AT_ONCE + 10)], at=NOW)
        chain = session.scalars(select(AuditChain)).one()

        assert chain.number == 2 * AT_ONCE + 10
        assert list(verify(session)) == []


class TestTheTriggers:
    @pytest.mark.parametrize(
        "statement",
        [
            update(ENTRY).values(act=Act.CHANGED),
            delete(ENTRY),
            delete(CHAIN),
        ],
        ids=["change", "delete", "delete chain"],
    )
    def test_let_the_log_only_be_added_to(self, log, session, statement):
        with pytest.raises(DBAPIError, match=r"only added to|a chain stays"), session.begin_nested():
            session.execute(statement)

        assert list(verify(session)) == []

    def test_let_no_entry_be_put_over_another_and_none_be_emptied_away(self, log, session):
        row = {column.name: getattr(entry(session, log[1], 2), column.name) for column in ENTRY.columns}
        if session.get_bind().dialect.name == "sqlite":
            statement: Any = insert(ENTRY).prefix_with("OR REPLACE").values(row | {"act": Act.ENDED})
        else:
            statement = text("TRUNCATE audit_entry, audit_chain")
        with pytest.raises(DBAPIError), session.begin_nested():
            session.execute(statement)


def test_one_moment_has_one_mac_however_its_zone_is_written(make: Make, session: Session, engine: Engine) -> None:
    youth = make.youth()
    for at in (NOW, NOW.astimezone(tz=None)):
        append(session, [Entry(youth.id, Act.LOOKED, {})], at=at)

    assert list(verify(session)) == []
