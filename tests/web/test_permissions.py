"""The policy: who may do what with which thing."""

from types import SimpleNamespace

import pytest

from models.account import Role, RoleName, User
from web.permissions import RULES, Permission, allows, may_enter, require
from web.services.errors import NotFound


def somebody(*names: RoleName, number: int = 1) -> User:
    return User(id=number, name="Marit", roles=[Role(name=name) for name in names])


def youth(coach_id: int | None = None, user_id: int | None = None) -> SimpleNamespace:
    return SimpleNamespace(coach_id=coach_id, user_id=user_id)


class TestACoach:
    @pytest.mark.parametrize("permission", [Permission.YOUTH_READ, Permission.YOUTH_EDIT, Permission.YOUTH_PLACES])
    def test_works_with_own_youths_only(self, permission):
        coach = somebody(RoleName.COACH)

        assert allows(coach, permission, youth(coach_id=1))
        assert not allows(coach, permission, youth(coach_id=2))
        assert not allows(coach, permission, youth(coach_id=None))

    def test_who_is_no_longer_a_coach_reads_nobody(self):
        assert not allows(somebody(), Permission.YOUTH_READ, youth(coach_id=1))


class TestAYouth:
    def test_sees_own_places_only(self):
        noa = somebody(RoleName.YOUTH)

        assert allows(noa, Permission.OWN_PLACES, youth(user_id=1))
        assert not allows(noa, Permission.OWN_PLACES, youth(user_id=2))
        assert not allows(noa, Permission.OWN_PLACES, youth(user_id=None))

    def test_is_not_an_own_coach(self):
        assert not allows(somebody(RoleName.YOUTH), Permission.YOUTH_READ, youth(coach_id=1, user_id=1))


OWN = {Permission.OWN_ACCOUNT, Permission.OWN_PASSWORD}


def held(role: RoleName) -> set[Permission]:
    """What somebody in a role may hold at all."""
    return {permission for permission in Permission if may_enter(somebody(role), permission)}


class TestACoordinator:
    def test_sees_the_region_lets_employers_in_and_reaches_no_youth(self):
        assert held(RoleName.COORDINATOR) == OWN | {Permission.REGION_READ, Permission.EMPLOYER_CONFIRM}


class TestAnAdministrator:
    def test_keeps_accounts_and_reads_no_content(self):
        assert held(RoleName.ADMINISTRATOR) == OWN | {Permission.ACCOUNTS_MANAGE}


class TestAnEmployer:
    def test_sees_own_candidates_and_colleagues_alone(self):
        assert held(RoleName.EMPLOYER) == OWN | {
            Permission.CANDIDATE_READ,
            Permission.EMPLOYER_READ,
            Permission.COLLEAGUE_INVITE,
        }


class TestTheRules:
    def test_cover_every_permission(self):
        assert set(RULES) == set(Permission)

    def test_say_not_found_to_a_stranger(self):
        with pytest.raises(NotFound):
            require(somebody(RoleName.COACH), Permission.YOUTH_READ, youth(coach_id=2))
