"""School duty (R2; Leerplichtwet): whether a place may be taken on a day, or what is not known for that."""

from datetime import MAXYEAR, date

from matcher.profiles import PlaceProfile, YouthProfile
from matcher.settings import BESIDE_SCHOOL_HOURS, DUTY_AGE, FULL_DUTY_AGE, SCHOOL_YEAR_END
from matcher.vocabulary import Education


def full_duty_ends(birth_date: date) -> date:
    """The last day of the school year in which one turns 16."""
    birthday = birthday_at(birth_date, FULL_DUTY_AGE)
    month, day = SCHOOL_YEAR_END
    end = date(birthday.year, month, day)
    return end if birthday <= end else date(min(birthday.year + 1, MAXYEAR), month, day)


def duty_ends(birth_date: date) -> date:
    """The first day without any duty: the 18th birthday."""
    return birthday_at(birth_date, DUTY_AGE)


def birthday_at(birth_date: date, age: int) -> date:
    """The day of a birthday; 1 March for 29 February in a year that has none."""
    year = min(birth_date.year + age, MAXYEAR)
    try:
        return birth_date.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def school_duty(youth: YouthProfile, place: PlaceProfile, day: date) -> bool:
    """Whether school duty is known to keep the youth from this place on that day."""
    return _may_be_kept(youth, place, day) and not _missing(youth, place, day)


def unknown_for_duty(youth: YouthProfile, place: PlaceProfile, day: date) -> list[str]:
    """The facts without which school duty cannot be judged; none when it can."""
    return _missing(youth, place, day) if _may_be_kept(youth, place, day) else []


def _may_be_kept(youth: YouthProfile, place: PlaceProfile, day: date) -> bool:
    """Whether nothing that is known allows the place."""
    if youth.birth_date is None or day >= duty_ends(youth.birth_date) or youth.exempt:
        return False
    allowed = {Education.BESIDE}
    if not _under_full_duty(youth.birth_date, day):
        if youth.qualified:
            return False
        allowed.add(Education.BBL)
    return place.education not in allowed and not _known_to_fit(youth, place)


def _missing(youth: YouthProfile, place: PlaceProfile, day: date) -> list[str]:
    """What is unknown and could still allow the place."""
    missing = ["exempt"] if youth.exempt is None else []
    full = youth.birth_date is not None and _under_full_duty(youth.birth_date, day)
    if youth.qualified is None and not full:
        missing.append("qualified")
    if youth.school_minutes is None:
        missing.append("school_minutes")
    if place.hours is None and youth.school_minutes != 0:
        missing.append("hours")
    return missing


def _under_full_duty(birth_date: date, day: date) -> bool:
    return day <= full_duty_ends(birth_date)


def _known_to_fit(youth: YouthProfile, place: PlaceProfile) -> bool:
    """In school, with least hours that fit beside it."""
    if not youth.school_minutes or place.hours is None:
        return False
    return youth.school_minutes + place.hours[0] * 60 <= BESIDE_SCHOOL_HOURS * 60
