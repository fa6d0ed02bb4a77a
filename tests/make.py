"""Rows for tests of every layer. Each test names only what it is about; the rest is plain and complete enough.

youth = make.youth(needs={"quiet_spot": 2}, own={"reading": 2})
place = make.place(state=PlaceState.OPEN, workplace=make.workplace(x=105_000, y=425_000))
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from itertools import count
from typing import Any, Final, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.vocabulary import Ability, Kind
from models.ability import AbilityView, Source
from models.account import Role, RoleName, User
from models.base import Base
from models.employer import Employer
from models.occupation import Occupation
from models.place import Place, PlaceState
from models.postcode import Postcode
from models.skill import Skill
from models.task import Task
from models.travel import TravelCorrection
from models.workplace import Workplace
from models.youth import Youth

TODAY: Final = date(2026, 3, 2)  # a Monday
NOW: Final = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

Row = TypeVar("Row", bound=Base)


class Make:
    """Makes rows in a session and flushes them, so that each has its id."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._numbers = count(1)

    def user(self, *roles: RoleName, **values: Any) -> User:
        """Somebody who can sign in; the address is new unless named."""
        values.setdefault("name", "Marit")
        values.setdefault("email", f"somebody{next(self._numbers)}@example.org")
        return self._kept(User(roles=[self._role(name) for name in roles], **values))

    def coach(self, **values: Any) -> User:
        """A job coach."""
        return self.user(RoleName.COACH, **values)

    def coordinator(self, **values: Any) -> User:
        """A coordinator of the region."""
        return self.user(RoleName.COORDINATOR, **values)

    def youth(
        self, *, own: Mapping[str, int] | None = None, seen: Mapping[str, int] | None = None, **values: Any
    ) -> Youth:
        """A youth; `own` and `seen` are the levels of abilities in the youth's and in the coach's eyes."""
        self._put_postcode(values)
        values = {"name": "Sam", "birth_date": date(2006, 5, 4)} | values
        views = [*_views(Source.OWN, own or {}), *_views(Source.COACH, seen or {})]
        return self._kept(Youth(views=views, **values))

    def postcode(self, **values: Any) -> Postcode:
        """A postcode in Dordrecht; None for x and y is one without coordinates."""
        code = f"{3300 + next(self._numbers)}"
        return self._kept(Postcode(**{"code": code, "place": "Dordrecht", "x": 105_000, "y": 425_000} | values))

    def employer(self, **values: Any) -> Employer:
        """An employer in retail."""
        return self._kept(Employer(**{"name": "Kwekerij De Linde", "sbi": "47"} | values))

    def workplace(self, **values: Any) -> Workplace:
        """A workplace, of a new employer unless named."""
        self._put_postcode(values)
        values["employer"] = values.get("employer") or self.employer()
        return self._kept(Workplace(**{"name": "De kas"} | values))

    def place(self, *, tasks: int = 0, **values: Any) -> Place:
        """An open opening at a new workplace unless named, with so many plain tasks."""
        values["workplace"] = values.get("workplace") or self.workplace()
        values = {"kind": Kind.OPENING, "title": "Helpen in de kas", "state": PlaceState.OPEN} | values
        place = self._kept(Place(**values))
        for _ in range(tasks):
            self.task(place)
        return place

    def task(self, place: Place, **values: Any) -> Task:
        """An hour of watering a day, five days a week, as the last task of a place."""
        values = {"title": "Water geven", "minutes_each": 60, "times_a_week": 5} | values
        place.tasks.append(Task(**{"position": len(place.tasks)} | values))
        self.session.flush()
        return place.tasks[-1]

    def occupation(self, **values: Any) -> Occupation:
        """An occupation without interests."""
        uri = f"http://data.europa.eu/esco/occupation/{next(self._numbers)}"
        return self._kept(Occupation(**{"scheme": "esco", "uri": uri, "label_nl": "kweker"} | values))

    def skill(self, **values: Any) -> Skill:
        """A skill."""
        uri = f"http://data.europa.eu/esco/skill/{next(self._numbers)}"
        return self._kept(Skill(**{"scheme": "esco", "uri": uri, "label_nl": "planten verzorgen"} | values))

    def correction(self, youth: Youth, workplace: Workplace, minutes: int, **values: Any) -> TravelCorrection:
        """A coach's correction of the way to work."""
        values = {"workplace_id": workplace.id, "minutes": minutes, "at": NOW} | values
        youth.corrections.append(TravelCorrection(**values))
        self.session.flush()
        return youth.corrections[-1]

    def _put_postcode(self, values: dict[str, Any]) -> None:
        """Turn x and y into a postcode there."""
        spot = {name: values.pop(name) for name in ("x", "y") if name in values}
        if spot:
            values["postcode"] = self.postcode(**spot)

    def _role(self, name: RoleName) -> Role:
        return self.session.scalars(select(Role).where(Role.name == name)).one()

    def _kept(self, row: Row) -> Row:
        self.session.add(row)
        self.session.flush()
        return row


def _views(source: Source, levels: Mapping[str, int]) -> list[AbilityView]:
    return [
        AbilityView(ability=Ability(ability), source=source, level=level, noted_on=TODAY)
        for ability, level in levels.items()
    ]
