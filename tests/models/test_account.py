"""Accounts: found by their address, which nobody can read in the database."""

import pytest
from sqlalchemy.orm import Session

from matcher.records import Invalid
from models.account import RoleName, find_roles, find_user_by_email
from tests.make import Make


class TestFinding:
    @pytest.mark.parametrize("written", ["marit@example.org", " Marit@EXAMPLE.org "])
    def test_an_account_is_found_however_the_address_is_written(
        self, session: Session, make: Make, written: str
    ) -> None:
        coach = make.coach(email="Marit@example.org")

        assert find_user_by_email(session, written) is coach

    def test_nobody_has_an_unknown_address(self, session: Session, make: Make) -> None:
        make.coach()

        assert find_user_by_email(session, "nobody@example.org") is None

    def test_a_new_address_replaces_the_old(self, session: Session, make: Make) -> None:
        coach = make.coach(email="old@example.org")
        coach.email = "new@example.org"
        session.flush()

        assert find_user_by_email(session, "old@example.org") is None
        assert find_user_by_email(session, "new@example.org") is coach

    def test_something_that_is_no_address_is_refused(self, make: Make) -> None:
        with pytest.raises(Invalid, match="email"):
            make.coach(email="marit")


class TestRoles:
    def test_an_account_has_its_roles_by_name(self, session: Session, make: Make) -> None:
        coach = make.coach()
        session.expire(coach)

        assert coach.has_role("coach")
        assert not coach.has_role("administrator")

    def test_roles_are_found_by_name(self, session: Session) -> None:
        found = find_roles(session, RoleName.EMPLOYER, RoleName.COACH)

        assert {role.name for role in found} == {RoleName.COACH, RoleName.EMPLOYER}


class TestSessions:
    def test_each_account_has_its_own_mark_in_the_cookie(self, make: Make) -> None:
        first, second = make.user(), make.user()

        assert first.fs_uniquifier
        assert first.fs_uniquifier != second.fs_uniquifier
        assert first.get_id() == first.fs_uniquifier
