"""Who may do what: the whole policy on one screen, and the page "who may see what" is made of it.

A permission is held by whoever passes one of its predicates. Each predicate names the role it is about, so that a view
can be closed to other roles before anything is looked up. What somebody may not see does not exist for them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from models.account import RoleName, User
from web.services.errors import NotFound


@dataclass(frozen=True)
class Predicate:
    """A question about an actor in a role and, where it matters, one thing. `name` is what `web/policy.py` words."""

    name: str
    role: RoleName
    holds: Callable[[User, Any], bool] = lambda _actor, _thing: True

    def __call__(self, actor: User, thing: object) -> bool:
        return self.role in role_names(actor) and self.holds(actor, thing)


def role_names(actor: User) -> set[RoleName]:
    """The role somebody acts in; outside of a request all that they have."""
    return {actor.acting.role} if actor.acting else {role.name for role in actor.roles}


class Permission(StrEnum):
    """Something that can be allowed; a view is bound to one with `needs`."""

    CASELOAD_READ = "caseload_read"
    YOUTH_ADD = "youth_add"
    YOUTH_READ = "youth_read"
    YOUTH_PLACES = "youth_places"
    YOUTH_EDIT = "youth_edit"
    YOUTH_INVITE = "youth_invite"
    YOUTH_OPEN = "youth_open"
    PROPOSAL_MAKE = "proposal_make"
    REPORT_ANSWER = "report_answer"
    STAND_IN = "stand_in"
    PLACE_READ = "place_read"
    PLACE_EDIT = "place_edit"
    OWN_PLACES = "own_places"
    OWN_PROPOSALS = "own_proposals"
    OWN_SHARING = "own_sharing"
    OWN_DATA = "own_data"
    CANDIDATE_READ = "candidate_read"
    EMPLOYER_READ = "employer_read"
    COLLEAGUE_INVITE = "colleague_invite"
    EMPLOYER_CONFIRM = "employer_confirm"
    REGION_READ = "region_read"
    ACCOUNTS_MANAGE = "accounts_manage"
    OWN_ACCOUNT = "own_account"
    OWN_PASSWORD = "own_password"  # noqa: S105 -- the name of a permission


def _is_with_coach(actor: User, youth: Any) -> bool:
    """Whether the actor is the youth's coach, or stands in for that coach today."""
    if youth.coach_id is None:
        return False
    return youth.coach_id == actor.id or (actor.acting is not None and youth.coach_id in actor.acting.stands_in_for)


def _is_member(actor: User, employer: Any) -> bool:
    return actor.acting is not None and employer.id in actor.acting.employers


def _is_wanted_at_own_employer(actor: User, proposal: Any) -> bool:
    return proposal.reaches_employer and _is_member(actor, proposal.place.workplace.employer)


is_coach = Predicate("coach", RoleName.COACH)
is_coordinator = Predicate("coordinator", RoleName.COORDINATOR)
is_administrator = Predicate("administrator", RoleName.ADMINISTRATOR)
is_own_coach = Predicate("own_coach", RoleName.COACH, _is_with_coach)
has_stated_reason = Predicate(
    "stated_reason",
    RoleName.COACH,
    lambda actor, youth: actor.acting is not None and youth.id in actor.acting.opened,
)
is_that_coach = Predicate("that_coach", RoleName.COACH, lambda actor, coach: coach.id == actor.id)
is_self = Predicate("self", RoleName.YOUTH, lambda actor, youth: youth.user_id == actor.id)
is_member = Predicate("member", RoleName.EMPLOYER, _is_member)
is_wanted_there = Predicate("wanted_there", RoleName.EMPLOYER, _is_wanted_at_own_employer)
is_account_itself = tuple(
    Predicate("account_itself", role, lambda actor, user: user.id == actor.id) for role in RoleName
)

RULES: Final[dict[Permission, tuple[Predicate, ...]]] = {
    Permission.CASELOAD_READ: (is_coach,),
    Permission.YOUTH_ADD: (is_coach,),
    Permission.YOUTH_READ: (is_own_coach, has_stated_reason),
    Permission.YOUTH_PLACES: (is_own_coach, has_stated_reason),
    Permission.YOUTH_EDIT: (is_own_coach,),
    Permission.YOUTH_INVITE: (is_own_coach,),
    Permission.YOUTH_OPEN: (is_coach,),
    Permission.PROPOSAL_MAKE: (is_own_coach,),
    Permission.REPORT_ANSWER: (is_own_coach,),
    Permission.STAND_IN: (is_that_coach,),
    Permission.PLACE_READ: (is_coach,),
    Permission.PLACE_EDIT: (is_coach,),
    Permission.OWN_PLACES: (is_self,),
    Permission.OWN_PROPOSALS: (is_self,),
    Permission.OWN_SHARING: (is_self,),
    Permission.OWN_DATA: (is_self,),
    Permission.CANDIDATE_READ: (is_wanted_there,),
    Permission.EMPLOYER_READ: (is_member,),
    Permission.COLLEAGUE_INVITE: (is_member,),
    Permission.EMPLOYER_CONFIRM: (is_coach, is_coordinator),
    Permission.REGION_READ: (is_coordinator,),
    Permission.ACCOUNTS_MANAGE: (is_administrator,),
    Permission.OWN_ACCOUNT: is_account_itself,
    Permission.OWN_PASSWORD: tuple(rule for rule in is_account_itself if rule.role is not RoleName.YOUTH),
}


def allows(actor: User, permission: Permission, thing: object) -> bool:
    """Whether an actor may do something with a thing."""
    return any(predicate(actor, thing) for predicate in RULES[permission])


def require(actor: User, permission: Permission, thing: object = None) -> None:
    """Raise NotFound unless the actor may do this: to a stranger a private thing does not exist."""
    if not allows(actor, permission, thing):
        raise NotFound(permission)


def may_enter(actor: User, permission: Permission) -> bool:
    """Whether an actor has a role in which a permission can be held at all; the thing is judged by the service."""
    return any(predicate.role in role_names(actor) for predicate in RULES[permission])
