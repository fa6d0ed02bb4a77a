"""Hard limits: why a place is not in the list of a youth. What is unknown never refuses.

Law is judged on the day the work would start, from the numbers in the settings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from matcher.codes import ReasonCode
from matcher.duty import duty_ends, school_duty, unknown_for_duty
from matcher.match import Reason
from matcher.parts.travel import way_between
from matcher.profiles import PlaceProfile, WeekTime, YouthProfile, employer_wish
from matcher.settings import (
    ADULT_AGE,
    OLDEST_AGE,
    TOO_FAR_SHARE,
    YOUNG_DAY_HOURS,
    YOUNG_DAY_REST,
    YOUNG_FROM,
    YOUNG_REGULAR_HOURS,
    YOUNG_UNTIL,
    YOUNG_WEEK_HOURS,
    YOUNG_WEEK_REST,
)
from matcher.vocabulary import FORBIDDEN_HAZARDS, SUPERVISED_HAZARDS, Education, Hazard, Kind, Refusal, Wish
from matcher.wage import minimum_wage
from matcher.week import longest_rest, minutes, minutes_by_day, shortest_night, union

Facts = Mapping[str, Any]
_SUNDAY: Final = 6


def refusals(youth: YouthProfile, place: PlaceProfile, on: date) -> tuple[Reason, ...]:
    """Every hard limit that this pair breaks, in the order in which one is counted."""
    case = _case(youth, place, on)
    found = ((code, judge(case)) for code, judge in (_LIMITS if case.minor else _LIMITS_OF_ALL).items())
    return tuple(Reason(code, facts) for code, facts in found if facts is not None)


def legal_questions(youth: YouthProfile, place: PlaceProfile, on: date) -> Iterator[Reason]:
    """What has to be asked before the law can be judged; the times of a minor come first."""
    case = _case(youth, place, on)
    if case.minor and place.times is None and not place.flexible_times:
        yield Reason(ReasonCode.MINOR_TIMES_UNKNOWN)
    if case.age is None:
        yield Reason(ReasonCode.BIRTH_DATE_UNKNOWN)
    missing = unknown_for_duty(youth, place, case.day)
    if missing:
        yield Reason(ReasonCode.SCHOOL_DUTY_UNKNOWN, {"missing": missing})
    if case.minor and case.place.expert_supervision is None:
        supervised = case.hazards & SUPERVISED_HAZARDS
        if supervised:
            yield Reason(ReasonCode.MINOR_SUPERVISION_UNKNOWN, {"hazards": sorted(supervised)})


def legal_notes(youth: YouthProfile, place: PlaceProfile, on: date) -> Iterator[Reason]:
    """What has to be said about the law and for whom Plek is, though nothing is unknown."""
    case = _case(youth, place, on)
    if case.minor and any(time.weekday == _SUNDAY for time in case.times):
        yield Reason(ReasonCode.MINOR_SUNDAY)
    if case.age is not None and case.age > OLDEST_AGE:
        yield Reason(ReasonCode.OLDER_THAN_26, {"age": case.age})


def judged_day(youth: YouthProfile, place: PlaceProfile, on: date) -> date:
    """The day the work would start: the last of the given day, the place's start and the youth's earliest."""
    return max(day for day in (on, place.start, youth.earliest) if day is not None)


def age_on(birth_date: date, day: date) -> int:
    """Age in whole years; who is born on 29 February has a birthday on 1 March in other years."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


@dataclass(frozen=True, slots=True)
class _Case:
    """A pair as the law sees it: on the judged day, at that age, with the times that are judged."""

    youth: YouthProfile
    place: PlaceProfile
    day: date
    age: int | None

    @property
    def minor(self) -> bool:
        """Known to be under 18 on the judged day."""
        return self.age is not None and self.age < ADULT_AGE

    @property
    def times(self) -> tuple[WeekTime, ...]:
        """The times as given; none where they are unknown or flexible, as those are not judged."""
        return () if self.place.flexible_times or self.place.times is None else self.place.times

    @property
    def hazards(self) -> frozenset[Hazard]:
        return frozenset[Hazard]().union(*(task.hazards for task in self.place.tasks))

    @property
    def week_minutes(self) -> float | None:
        """The work of a week: the times as given, else the least hours."""
        if self.times:
            return minutes(union(self.times))
        return None if self.place.hours is None else self.place.hours[0] * 60


def _case(youth: YouthProfile, place: PlaceProfile, on: date) -> _Case:
    day = judged_day(youth, place, on)
    return _Case(youth, place, day, None if youth.birth_date is None else age_on(youth.birth_date, day))


def _too_far(case: _Case) -> Facts | None:
    way = way_between(case.youth, case.place)
    return way.facts() if way is not None and way.share > TOO_FAR_SHARE else None


def _not_open(case: _Case) -> Facts | None:
    return None if case.place.open else {}


def _no_seat(case: _Case) -> Facts | None:
    return None if case.place.seats > 0 else {}


def _over(case: _Case) -> Facts | None:
    until = case.place.until
    return {"until": until.isoformat()} if until is not None and until < case.day else None


def _excluded(case: _Case) -> Facts | None:
    wishes, place = case.youth.wishes, case.place
    if Wish.EXCLUDED not in wishes.values():
        return None
    names = [] if place.sector is None else [place.sector.value]
    names += sorted(surrounding.value for surrounding in place.surroundings)
    names += [] if place.employer is None else [employer_wish(place.employer)]
    excluded = [name for name in names if wishes.get(name) == Wish.EXCLUDED]
    return {"wish": excluded[0]} if excluded else None


def _licence(case: _Case) -> Facts | None:
    missing = case.place.licences - case.youth.skills - case.place.taught
    return {"licences": sorted(missing)} if missing else None


def _school_duty(case: _Case) -> Facts | None:
    if case.youth.birth_date is None or not school_duty(case.youth, case.place, case.day):
        return None
    return {"until": duty_ends(case.youth.birth_date).isoformat()}


def _young_hours(case: _Case) -> Facts | None:
    longest = max(minutes_by_day(case.times).values(), default=0)
    if longest > YOUNG_DAY_HOURS * 60:
        return {"hours": longest / 60, "most": YOUNG_DAY_HOURS, "period": "day"}
    week, school = case.week_minutes, case.youth.school_minutes
    if week is None:
        return None
    most, period = (YOUNG_WEEK_HOURS, "week") if school is None else (YOUNG_REGULAR_HOURS, "week_with_school")
    hours = (week + (school or 0)) / 60
    return {"hours": hours, "most": most, "period": period} if hours > most else None


def _young_times(case: _Case) -> Facts | None:
    night = {time.weekday for time in case.times if time.start < YOUNG_FROM or time.end > YOUNG_UNTIL}
    return {"weekdays": sorted(night)} if night else None


def _young_rest(case: _Case) -> Facts | None:
    night = shortest_night(case.times)
    if night is not None and night < YOUNG_DAY_REST * 60:
        return {"hours": night / 60, "least": YOUNG_DAY_REST, "period": "day"}
    rest = longest_rest(case.times)
    return {"hours": rest / 60, "least": YOUNG_WEEK_REST, "period": "week"} if rest < YOUNG_WEEK_REST * 60 else None


def _young_on_call(case: _Case) -> Facts | None:
    return {} if case.place.on_call else None


def _young_hazard(case: _Case) -> Facts | None:
    forbidden = case.hazards & FORBIDDEN_HAZARDS
    if case.place.expert_supervision is False:
        forbidden |= case.hazards & SUPERVISED_HAZARDS
    return {"hazards": sorted(forbidden)} if forbidden else None


def _below_minimum_wage(case: _Case) -> Facts | None:
    place = case.place
    if place.pay is None or case.age is None or (place.pay == 0 and place.kind == Kind.LEARNING):
        return None
    minimum = minimum_wage(case.age, case.day, bbl=place.education == Education.BBL)
    if minimum is None or place.pay >= minimum.cents:
        return None
    return {
        "minimum": minimum.cents,
        "pay": place.pay,
        "age": case.age,
        "valid_from": minimum.valid_from.isoformat(),
        "assumed": minimum.assumed,
    }


_Limit = Callable[[_Case], Facts | None]
_LIMITS_OF_MINORS: Final[Mapping[Refusal, _Limit]] = {
    Refusal.YOUNG_HOURS: _young_hours,
    Refusal.YOUNG_TIMES: _young_times,
    Refusal.YOUNG_REST: _young_rest,
    Refusal.YOUNG_ON_CALL: _young_on_call,
    Refusal.YOUNG_HAZARD: _young_hazard,
}
_LIMITS_OF_ALL: Final[Mapping[Refusal, _Limit]] = {
    Refusal.TOO_FAR: _too_far,
    Refusal.NOT_OPEN: _not_open,
    Refusal.NO_SEAT: _no_seat,
    Refusal.OVER: _over,
    Refusal.EXCLUDED: _excluded,
    Refusal.LICENCE: _licence,
    Refusal.SCHOOL_DUTY: _school_duty,
    Refusal.BELOW_MINIMUM_WAGE: _below_minimum_wage,
}
_LIMITS: Final[Mapping[Refusal, _Limit]] = {
    code: (_LIMITS_OF_MINORS.get(code) or _LIMITS_OF_ALL[code]) for code in Refusal
}
