"""The words of the permission map: the page "who may see what" is `permissions.RULES` with these words.

A permission is said as what somebody may do, a predicate as of whom or of what; a role that holds a permission reads
both. What no role may is said too, and each such sentence names the permissions it is about, so that a test finds the
sentence that is no longer true.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from models.account import RoleName
from web.permissions import RULES, Permission

# Who reads this is often a youth, so the youth is "you".
ROLES: Final[Mapping[RoleName, tuple[str, LazyString]]] = {
    RoleName.YOUTH: ("person", _l("You, if you look for a place")),
    RoleName.COACH: ("person-heart", _l("A job coach")),
    RoleName.EMPLOYER: ("building", _l("An employer")),
    RoleName.COORDINATOR: ("geo-alt", _l("A coordinator of the region")),
    RoleName.ADMINISTRATOR: ("person-gear", _l("An administrator of Plek")),
}

MAY: Final[Mapping[Permission, LazyString]] = {
    Permission.CASELOAD_READ: _l("See the list of the young people whom they coach."),
    Permission.YOUTH_ADD: _l("Sign a new young person up."),
    Permission.YOUTH_READ: _l("Read what is known of a young person."),
    Permission.YOUTH_PLACES: _l("See which places fit a young person."),
    Permission.YOUTH_EDIT: _l("Change what is known of a young person."),
    Permission.YOUTH_INVITE: _l("Help a young person to sign in."),
    Permission.YOUTH_OPEN: _l("Ask to read about a young person whom they do not coach. They say why first."),
    Permission.PROPOSAL_MAKE: _l("Propose a place to a young person."),
    Permission.REPORT_ANSWER: _l("Read and answer when a young person says that something is wrong."),
    Permission.STAND_IN: _l("Let a colleague stand in for some days."),
    Permission.PLACE_READ: _l("See the places that employers offer."),
    Permission.PLACE_EDIT: _l("Change the places that employers offer."),
    Permission.OWN_PLACES: _l("See which places fit you, and why."),
    Permission.OWN_PROPOSALS: _l("Answer when a place is proposed to you."),
    Permission.OWN_SHARING: _l("Choose what an employer sees of you. And stop it again."),
    Permission.OWN_DATA: _l("Read, correct, take along and erase your data. And see who looked."),
    Permission.CANDIDATE_READ: _l("See what a young person shares."),
    Permission.EMPLOYER_READ: _l("See which young people want a place there."),
    Permission.COLLEAGUE_INVITE: _l("Invite colleagues, choose the contact person and end what a colleague may do."),
    Permission.EMPLOYER_CONFIRM: _l("Check new employers before they see anybody. And end that again."),
    Permission.REGION_READ: _l(
        "See the region in numbers. Is it about fewer than 5 young people? Then the number is not shown."
    ),
    Permission.ACCOUNTS_MANAGE: _l("Let people who work with Plek in, choose their roles, and close their way in."),
    Permission.OWN_ACCOUNT: _l("See where you are signed in, and end it."),
    Permission.OWN_PASSWORD: _l("Change the password and the app for signing in."),
}

OF_WHOM: Final[Mapping[str, LazyString]] = {
    "coach": _l("Every job coach may."),
    "coordinator": _l("Every coordinator may."),
    "administrator": _l("Every administrator may."),
    "own_coach": _l("Only of the own young people. Or of those of a colleague for whom they stand in."),
    "stated_reason": _l("Of somebody else only after they wrote down why. It lasts 24 hours. You can read the reason."),
    "that_coach": _l("Only for the own young people."),
    "self": _l("Only what is about you."),
    "member": _l(
        "Only for the employer where they work. A job coach or a coordinator checked that first. "
        "Or a colleague there invited them."
    ),
    "wanted_there": _l("Only of who said yes to a place there. And only what this person shares with this employer."),
    "account_itself": _l("Only of your own."),
}


@dataclass(frozen=True)
class Group:
    """What somebody may do under the same conditions: of whom, and what, in words."""

    of_whom: Sequence[LazyString]
    may: Sequence[LazyString]


@dataclass(frozen=True)
class Never:
    """What a role may never, in words, and the permissions that would make it untrue."""

    role: RoleName
    words: LazyString
    permissions: frozenset[Permission]


#: What opens the data of a person.
OF_A_PERSON: Final = frozenset(
    {
        *(Permission.CASELOAD_READ, Permission.YOUTH_READ, Permission.YOUTH_PLACES, Permission.YOUTH_EDIT),
        *(Permission.YOUTH_INVITE, Permission.YOUTH_OPEN, Permission.PROPOSAL_MAKE, Permission.REPORT_ANSWER),
        *(Permission.OWN_PLACES, Permission.OWN_PROPOSALS, Permission.OWN_SHARING, Permission.OWN_DATA),
        *(Permission.CANDIDATE_READ, Permission.EMPLOYER_READ),
    }
)

NEVER: Final = (
    Never(
        RoleName.YOUTH,
        _l("You never see anything of another young person."),
        OF_A_PERSON - {permission for permission in Permission if permission.startswith("own_")},
    ),
    Never(
        RoleName.COACH,
        _l("A coach never decides for you what an employer sees. Only you do."),
        frozenset({Permission.OWN_SHARING, Permission.OWN_PROPOSALS, Permission.OWN_DATA}),
    ),
    Never(
        RoleName.EMPLOYER,
        _l("An employer never sees anything that you do not share. Nothing is shared until you switch it on."),
        OF_A_PERSON - {Permission.CANDIDATE_READ, Permission.EMPLOYER_READ},
    ),
    Never(
        RoleName.COORDINATOR,
        _l("A coordinator never sees a young person. No name, no wish, no story."),
        OF_A_PERSON,
    ),
    Never(
        RoleName.ADMINISTRATOR,
        _l("An administrator never reads what is written about you."),
        OF_A_PERSON | {Permission.PLACE_READ, Permission.PLACE_EDIT, Permission.REGION_READ},
    ),
)

#: Who signs along has no account and so no role: what the mailed link does, in the same three parts.
ALONG: Final = ("pen", _l("Who signs along with you"))
ALONG_MAY: Final = (
    Group(
        [_l("Only if you or your coach named somebody. They get a link by mail.")],
        [
            _l("See what you want to share: your name, the employer, the place and what it is about."),
            _l("Sign for it once."),
        ],
    ),
)
ALONG_NEVER: Final = (_l("Who signs along never sees anything else of you. And never shares anything by themself."),)


def everybody() -> list[Group]:
    """What whoever signs in may do, in each role."""
    return _groups([permission for permission in RULES if _roles(permission) == set(RoleName)], set(RoleName))


def groups_of(role: RoleName) -> list[Group]:
    """What a role may do and not everybody may, in the order of the rules."""
    own = [permission for permission in RULES if role in _roles(permission) and _roles(permission) != set(RoleName)]
    return _groups(own, {role})


def never(role: RoleName) -> list[LazyString]:
    """What a role may never."""
    return [sentence.words for sentence in NEVER if sentence.role is role]


def _roles(permission: Permission) -> set[RoleName]:
    return {predicate.role for predicate in RULES[permission]}


def _groups(permissions: Iterable[Permission], roles: set[RoleName]) -> list[Group]:
    """What is held by the same predicates stands together, so that each condition is read once."""
    found: dict[tuple[str, ...], list[LazyString]] = {}
    for permission in permissions:
        names = dict.fromkeys(predicate.name for predicate in RULES[permission] if predicate.role in roles)
        found.setdefault(tuple(names), []).append(MAY[permission])
    return [Group([OF_WHOM[name] for name in names], may) for names, may in found.items()]
