"""The made-up country that is measured: its places one after the other, and youths by how they travel."""

from array import array
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import cache
from random import Random
from typing import Final, TypeAlias

from fixtures.country import DAY, Occupation, ground_of, place_record, youth_record
from fixtures.country.loading import occupations
from fixtures.country.places import make_places
from fixtures.country.youths import make_youths
from fixtures.reference import region
from matcher.profiles import PlaceProfile, YouthProfile
from matcher.vocabulary import Means
from tests.bench.ground import make_spots

TODAY: Final = DAY
MIX: Final = "mix"  # of the means of the made-up country; else the youths all go by one means
# Minutes that youths would travel at most; the country has some for the means it knows, the others are alike.
LONGEST: Final = {
    Means.WALK: (20, 30, 40),
    Means.BICYCLE: (25, 30, 35, 45),
    Means.MOPED: (25, 30, 35, 45),
    Means.PUBLIC_TRANSPORT: (40, 45, 60),
    Means.CAR: (30, 40, 50),
}
STEP: Final = 250  # places; one in so many keeps how the dice lay

_State: TypeAlias = "tuple[int, array[int], float | None]"


class Country:
    """Youths and places by a seed. A million records would not fit into memory, so places can be had again by id."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._ground = ground_of(make_spots(seed), _occupations())
        self._random = Random(f"places {seed}")
        self._made = 0
        self._states: list[_State] = []  # of the dice, before every STEP-th place

    def more_places(self, count: int) -> Iterator[PlaceProfile]:
        """So many places, those that come next."""
        for id_ in range(self._made + 1, self._made + count + 1):
            if self._made % STEP == 0:
                self._states.append(_state_of(self._random))
            self._made = id_
            yield from self._places(self._random, range(id_, id_ + 1))

    def place(self, id_: int) -> PlaceProfile:
        """A place that was made before."""
        step, further = divmod(id_ - 1, STEP)
        *_, place = self._places(_random_at(self._states[step]), range(id_ - further, id_ + 1))
        return place

    def youths(self, count: int) -> Iterator[YouthProfile]:
        """The first so many youths."""
        made = make_youths(Random(f"youths {self._seed}"), range(1, count + 1), *self._ground, TODAY)
        return (youth_record(one, TODAY) for one in made)

    def _places(self, random: Random, ids: range) -> Iterator[PlaceProfile]:
        return (place_record(made) for made in make_places(random, ids, *self._ground, TODAY))


class Shelf:
    """Records of places by id: all of the first ones, and of the others those that were asked for once."""

    def __init__(self, country: Country) -> None:
        self._country = country
        self._kept: dict[int, PlaceProfile] = {}

    def keep(self, places: Collection[PlaceProfile]) -> None:
        """Have these at hand."""
        self._kept.update((place.id, place) for place in places)

    def records(self, ids: Collection[int]) -> dict[int, PlaceProfile]:
        """The records of these ids."""
        for id_ in ids:
            if id_ not in self._kept:
                self._kept[id_] = self._country.place(id_)
        return {id_: self._kept[id_] for id_ in ids}


def all_by(means: Means, youths: Sequence[YouthProfile]) -> list[YouthProfile]:
    """The same youths, who all travel by this means alone."""
    longest = LONGEST[means]
    return [replace(youth, reach={means: longest[youth.id % len(longest)]}) for youth in youths]


@cache
def _occupations() -> tuple[Occupation, ...]:
    """Those of the demo region."""
    with region() as session:
        return tuple(occupations(session))


def _state_of(random: Random) -> _State:
    version, numbers, gauss = random.getstate()
    return version, array("L", numbers), gauss


def _random_at(state: _State) -> Random:
    version, numbers, gauss = state
    random = Random()
    random.setstate((version, tuple(numbers), gauss))
    return random
