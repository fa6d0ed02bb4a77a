"""A small world with two of everybody, to try every door with every key: what belongs to the one is never the other's.

`WAYS_IN` says what may stand in an address, by the name of its parameter; what a permission is about is read from the
rules themselves. So a new page is tried as soon as it exists, by everybody, with everything.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import product
from typing import Any, Final

from flask import Flask
from werkzeug.routing import Rule

from matcher.vocabulary import Condition, Means
from models.access import StandIn
from models.account import Acting, RoleName, User
from models.consent import ITEMS, ConsentItem
from models.employer import Employer
from models.membership import Membership
from models.place import Place
from models.proposal import Proposal, ProposalState
from models.rights import Erasure, Report
from models.sign_in import SignIn, TicketKind
from models.task import Task
from models.workplace import Workplace
from models.youth import Youth
from tests.make import Make
from web.auth import is_public, permission_of
from web.clock import now, today
from web.permissions import RULES, Permission

UNKNOWN: Final = 999_999_999
BORN: Final = date(2005, 3, 1)
CHANGING: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})


@dataclass
class Side:
    """A coach and a youth, an employer with a place, and all that lies between them."""

    sign: str
    coach: User
    youth: Youth
    member: User
    employer: Employer
    place: Place
    task: Task
    wanted: Proposal
    asked: Proposal
    report: Report
    erasure: Erasure
    stand_in: StandIn
    newcomer: Membership
    marks: Mapping[str, str]

    def __post_init__(self) -> None:
        # Read once: what a test undoes, a row forgets.
        self.youth_id, self.wanted_id = self.youth.id, self.wanted.id

    @property
    def secrets(self) -> set[str]:
        """What of this youth stands on a page only for who may reach them."""
        return set(self.marks.values())


@dataclass(frozen=True)
class Actor:
    """Somebody in a role, how they act, and whom they may reach: as the issue says it, not as the code answers."""

    name: str
    user: User
    acting: Acting
    reaches: frozenset[str]

    @property
    def role(self) -> RoleName:
        return self.acting.role


@dataclass
class World:
    """Both sides, and everybody who looks at them."""

    one: Side
    two: Side
    loose: Youth
    actors: Mapping[str, Actor]
    sign_ins: list[SignIn] = field(default_factory=list)

    def secrets_kept_from(self, actor: Actor) -> set[str]:
        """What may stand on no page for this actor."""
        own = {f"{side.sign}:{name}": mark for side in (self.one, self.two) for name, mark in side.marks.items()}
        kept = {mark for key, mark in own.items() if not _reaches(actor, key)}
        return kept | {"Loose-name"}


def _reaches(actor: Actor, key: str) -> bool:
    sign, _colon, _name = key.partition(":")
    return sign in actor.reaches or key in actor.reaches


ACTORS: Final = (
    *("coach one", "coach two", "stand-in", "reader"),
    *("youth one", "youth two", "member one", "member two", "coordinator", "administrator"),
)


def make_world(make: Make) -> World:
    """Two sides, a coach who stands in for the first and one who stated a reason, and who runs the region and Plek."""
    one, two = _side(make, "one"), _side(make, "two")
    loose = make.youth(name="Loose-name", birth_date=BORN)
    vera, rosa = make.coach(name="Vera"), make.coach(name="Rosa")
    make.stand_in(one.coach, vera, from_day=today(), until_day=today() + timedelta(days=7))
    make.stated_reason(rosa, one.youth, at=now(), until=now() + timedelta(hours=20))
    coach, youth, employer = RoleName.COACH, RoleName.YOUTH, RoleName.EMPLOYER
    shared = f"one:{ConsentItem.CALLED}"
    actors = (
        Actor("coach one", one.coach, Acting(coach), frozenset({"one"})),
        Actor("coach two", two.coach, Acting(coach), frozenset({"two"})),
        Actor("stand-in", vera, Acting(coach, stands_in_for={one.coach.id: one.coach.name}), frozenset({"one"})),
        Actor("reader", rosa, Acting(coach, opened=frozenset({one.youth.id})), frozenset({"one"})),
        Actor("youth one", _user(one.youth), Acting(youth), frozenset({"one"})),
        Actor("youth two", _user(two.youth), Acting(youth), frozenset({"two"})),
        Actor("member one", one.member, Acting(employer, employers=frozenset({one.employer.id})), frozenset({shared})),
        Actor("member two", two.member, Acting(employer, employers=frozenset({two.employer.id})), frozenset()),
        Actor("coordinator", make.coordinator(), Acting(RoleName.COORDINATOR), frozenset()),
        Actor("administrator", make.administrator(), Acting(RoleName.ADMINISTRATOR), frozenset()),
    )
    world = World(one, two, loose, {actor.name: actor for actor in actors})
    world.sign_ins = [make.sign_in(actor.user, began_at=now(), ends_at=now() + timedelta(hours=2)) for actor in actors]
    make.session.commit()
    return world


def _user(youth: Youth) -> User:
    assert youth.user is not None
    return youth.user


def _side(make: Make, sign: str) -> Side:
    marks = {
        ConsentItem.CALLED.value: f"Name-{sign}",
        "account": f"Account-{sign}",
        "story": f"Story-{sign}",
        "notes": f"Notes-{sign}",
        "email": f"mail-{sign}@example.org",
        "telephone": f"06-{len(sign)}{ord(sign[0])}{ord(sign[1])}45",
        "words": f"Wrong-{sign}",
        "along": f"Along-{sign}",
    }
    coach, colleague = make.coach(name=f"Coach {sign}"), make.coach(name=f"Colleague of coach {sign}")
    youth = make.youth(
        name=marks["called"],
        birth_date=BORN,
        coach=coach,
        user=make.youth_user(name=marks["account"]),
        postcode=make.postcode(),
        reach={Means.BICYCLE: 40.0},
        needs={Condition.BUDDY: 2, Condition.QUIET_SPOT: 1},
        **{name: marks[name] for name in ("story", "notes", "email", "telephone")},
    )
    employer = make.employer(name=f"Employer {sign}")
    place = make.place(title=f"Place {sign}", workplace=make.workplace(employer=employer, postcode=make.postcode()))
    another = make.place(title=f"Another place {sign}", workplace=place.workplace)
    wanted = make.proposal(youth=youth, place=place, state=ProposalState.WANTED)
    make.consent(wanted, *([ConsentItem.CALLED] if sign == "one" else []))
    make.along(youth, name=marks["along"])
    make.ticket(TicketKind.CARD, user=youth.user, made_at=now(), expires_at=now() + timedelta(days=9))
    return Side(
        sign=sign,
        coach=coach,
        youth=youth,
        member=make.member(employer, name=f"Member {sign}"),
        employer=employer,
        place=place,
        task=make.task(place),
        wanted=wanted,
        asked=make.proposal(youth=youth, place=another),
        report=make.report(youth, words=marks["words"]),
        erasure=make.erasure(youth, warned_at=now(), due_on=today() + timedelta(days=30)),
        stand_in=make.stand_in(coach, colleague, from_day=today(), until_day=today() + timedelta(days=3)),
        newcomer=make.membership(
            user=make.user(RoleName.EMPLOYER, name=f"Newcomer {sign}"), employer=employer, confirmed_at=None
        ),
        marks=marks,
    )


Rows = Callable[[World, Actor], Sequence[Any]]

#: What may stand in an address: rows of both sides by the name of their parameter, or texts that mean something there.
WAYS_IN: Final[Mapping[str, Rows]] = {
    "youth_id": lambda world, _actor: (world.one.youth, world.two.youth, world.loose),
    "place_id": lambda world, _actor: (world.one.place, world.two.place),
    "task_id": lambda world, _actor: (world.one.task, world.two.task),
    "workplace_id": lambda world, _actor: (world.one.place.workplace, world.two.place.workplace),
    "employer_id": lambda world, _actor: (world.one.employer, world.two.employer),
    "proposal_id": lambda world, _actor: (world.one.wanted, world.one.asked, world.two.wanted, world.two.asked),
    "report_id": lambda world, _actor: (world.one.report, world.two.report),
    "erasure_id": lambda world, _actor: (world.one.erasure, world.two.erasure),
    "stand_in_id": lambda world, _actor: (world.one.stand_in, world.two.stand_in),
    "membership_id": lambda world, _actor: (world.one.newcomer, world.two.newcomer),
    "sign_in_id": lambda world, _actor: world.sign_ins,
    "user_id": lambda world, _actor: (world.one.coach, world.two.member),
    "section": lambda _world, _actor: ("about",),
    "item": lambda _world, _actor: (ITEMS[0],),
    "secret": lambda _world, _actor: ("x",),
    "name": lambda _world, _actor: ("x",),
    "filename": lambda _world, _actor: ("x",),
    "role": lambda _world, actor: (actor.role.value,),
}

#: What each predicate is asked about; those that are not here hold for the role as a whole.
ABOUT: Final[Mapping[str, type]] = {
    "own_coach": Youth,
    "stated_reason": Youth,
    "self": Youth,
    "that_coach": User,
    "account_itself": User,
    "member": Employer,
    "wanted_there": Proposal,
}
#: The row of that kind to which another row leads.
LEADS_TO: Final[Mapping[tuple[type, type], Callable[[Any], Any]]] = {
    (Proposal, Youth): lambda row: row.youth,
    (Report, Youth): lambda row: row.youth,
    (Erasure, Youth): lambda row: row.youth,
    (StandIn, User): lambda row: row.coach,
    (SignIn, User): lambda row: row.user,
    (Membership, Employer): lambda row: row.employer,
    (Proposal, Employer): lambda row: row.place.workplace.employer,
    (Place, Employer): lambda row: row.workplace.employer,
    (Workplace, Employer): lambda row: row.employer,
}


def ways_in(world: World, actor: Actor, rule: Rule) -> Iterator[dict[str, Any]]:
    """Every filling of an address: each row of either side and an id that nobody has, for each of its parameters."""
    for name in rule.arguments:
        assert name in WAYS_IN, f"{rule.rule}: say in tests/pages/world.py what may stand for “{name}” (WAYS_IN)"
    names = sorted(rule.arguments)
    choices = [(*WAYS_IN[name](world, actor), *([None] if name.endswith("_id") else [])) for name in names]
    first = {name: found[0] for name, found in zip(names, choices, strict=True)}
    for chosen in product(*choices):
        filling = dict(zip(names, chosen, strict=True))
        if (
            len(names) < 2
            or sum(filling[name] is not first[name] for name in names) < 2
            or _of_the_second(world, filling)
        ):
            yield filling


def _of_the_second(world: World, filling: Mapping[str, Any]) -> bool:
    """Whether all that stands in an address belongs to the second side, as a page of that side would have it."""
    return all(isinstance(row, str) or any(row is own for own in vars(world.two).values()) for row in filling.values())


def address_of(app: Flask, rule: Rule, filling: Mapping[str, Any]) -> str:
    """The path of a rule; None stands for an id that nobody has."""
    values = {name: _written(row) for name, row in filling.items()}
    built = rule.build(values, append_unknown=False)
    assert built is not None, rule
    return str(built[1])


def _written(row: Any) -> object:
    if row is None:
        return UNKNOWN
    return row if isinstance(row, str) else row.id


def may(actor: Actor, permission: Permission, filling: Mapping[str, Any]) -> bool:
    """Whether the rules let an actor in here: a predicate of the role holds for all that the address is about."""
    if None in filling.values() or not _belong_together(filling):
        return False
    before, actor.user.__dict__["_acting"] = actor.user.acting, actor.acting
    try:
        return any(
            predicate.role is actor.role
            and all(predicate.holds(actor.user, thing) for thing in _things(predicate.name, filling))
            for predicate in RULES[permission]
        )
    finally:
        actor.user.__dict__["_acting"] = before


def _things(predicate: str, filling: Mapping[str, Any]) -> Iterator[Any]:
    kind = ABOUT.get(predicate)
    for row in filling.values():
        if kind and isinstance(row, kind):
            yield row
        elif (type(row), kind) in LEADS_TO:
            yield LEADS_TO[type(row), kind](row)


def _belong_together(filling: Mapping[str, Any]) -> bool:
    task, place = filling.get("task_id"), filling.get("place_id")
    proposal, youth = filling.get("proposal_id"), filling.get("youth_id")
    return (not task or not place or task.place_id == place.id) and (
        not proposal or not youth or proposal.youth_id == youth.id
    )


def rules_of(app: Flask, *, method: str, public: bool = False) -> list[tuple[Rule, Permission | None]]:
    """Every route that answers a method and is, or is not, open to everybody; with its permission."""
    with app.app_context():
        return [
            (rule, permission_of(rule.endpoint))
            for rule in app.url_map.iter_rules()
            if method in (rule.methods or set()) and is_public(rule.endpoint) == public
        ]
