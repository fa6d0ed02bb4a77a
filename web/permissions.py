"""Who may do what: the whole policy on one screen.

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
    """A question about an actor in a role and, where it matters, one thing."""

    role: RoleName
    holds: Callable[[User, Any], bool]

    def __call__(self, actor: User, thing: object) -> bool:
        return self.role in role_names(actor) and self.holds(actor, thing)


def role_names(actor: User) -> set[str]:
    """The names of the roles of an actor."""
    return {role.name for role in actor.roles}


class Permission(StrEnum):
    """Something that can be allowed; a view is bound to one with `needs`."""

    CASELOAD_READ = "caseload_read"
    YOUTH_READ = "youth_read"
    YOUTH_EDIT = "youth_edit"
    YOUTH_PLACES = "youth_places"
    PLACE_READ = "place_read"
    PLACE_EDIT = "place_edit"
    OWN_PLACES = "own_places"
    REGION_READ = "region_read"


is_coach = Predicate(RoleName.COACH, lambda _actor, _thing: True)
is_coordinator = Predicate(RoleName.COORDINATOR, lambda _actor, _thing: True)
is_own_coach = Predicate(RoleName.COACH, lambda actor, youth: youth.coach_id == actor.id)
is_self = Predicate(RoleName.YOUTH, lambda actor, youth: youth.user_id == actor.id)

RULES: Final[dict[Permission, tuple[Predicate, ...]]] = {
    Permission.CASELOAD_READ: (is_coach,),
    Permission.YOUTH_READ: (is_own_coach,),
    Permission.YOUTH_EDIT: (is_own_coach,),
    Permission.YOUTH_PLACES: (is_own_coach,),
    Permission.PLACE_READ: (is_coach, is_coordinator),
    Permission.PLACE_EDIT: (is_coach,),
    Permission.OWN_PLACES: (is_self,),
    Permission.REGION_READ: (is_coordinator,),
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
