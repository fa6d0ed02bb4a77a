from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from matcher.codes import ReasonCode
from matcher.limits import age_on, judged_day, legal_notes, legal_questions, refusals
from matcher.profiles import WeekTime
from matcher.vocabulary import (
    FORBIDDEN_HAZARDS,
    SUPERVISED_HAZARDS,
    Demand,
    Education,
    Kind,
    Means,
    Refusal,
    Sector,
    Wish,
)
from tests.matcher.make import ON, asking, place, youth
from tests.matcher.strategies import places, youths

SIXTEEN = date(2010, 3, 1)  # full school duty until 31 July 2026
SEVENTEEN = date(2009, 3, 1)
LICENCE = "urn:plek:skill:truck"


def codes(one, other, on=ON):
    return [reason.code for reason in refusals(one, other, on)]


def facts(one, other, on=ON):
    (refusal,) = refusals(one, other, on)
    return refusal.facts


def minor(**fields):
    """Seventeen, exempt from school duty, with a wage that is high enough."""
    return youth(**({"birth_date": SEVENTEEN, "exempt": True, "school_minutes": 0} | fields))


def week(*days, start=9 * 60, end=17 * 60):
    return tuple(WeekTime(day, start, end) for day in days)


class TestPlace:
    def test_a_plain_pair_is_not_refused(self):
        assert codes(youth(), place()) == []

    @pytest.mark.parametrize(
        ("fields", "code"),
        [
            ({"open": False}, Refusal.NOT_OPEN),
            ({"seats": 0}, Refusal.NO_SEAT),
            ({"until": date(2026, 11, 22)}, Refusal.OVER),
            ({"licences": frozenset({LICENCE})}, Refusal.LICENCE),
        ],
    )
    def test_is_refused_when_it_cannot_be_had(self, fields, code):
        assert codes(youth(), place(**fields)) == [code]

    def test_is_not_over_on_its_last_day(self):
        assert codes(youth(), place(until=ON)) == []

    def test_is_over_when_it_ends_before_the_youth_can_start(self):
        assert codes(youth(earliest=date(2027, 1, 1)), place(until=date(2026, 12, 31))) == [Refusal.OVER]

    def test_a_licence_may_be_had_or_taught(self):
        asked = frozenset({LICENCE})

        assert codes(youth(skills=asked), place(licences=asked)) == []
        assert codes(youth(), place(licences=asked, taught=asked)) == []

    @pytest.mark.parametrize(
        ("wishes", "fields"),
        [
            ({"catering": Wish.EXCLUDED}, {"sector": Sector.CATERING}),
            ({"noise": Wish.EXCLUDED}, {"surroundings": frozenset({Demand.NOISE})}),
            ({"employer:4": Wish.EXCLUDED}, {}),
        ],
    )
    def test_what_a_youth_excluded_is_refused(self, wishes, fields):
        assert codes(youth(wishes=wishes), place(**fields)) == [Refusal.EXCLUDED]
        assert facts(youth(wishes=wishes), place(**fields)) == {"wish": next(iter(wishes))}

    @pytest.mark.parametrize(("minutes", "refused"), [(50, []), (50.1, [Refusal.TOO_FAR])])
    def test_is_too_far_beyond_a_quarter_more_than_the_longest_time(self, minutes, refused):
        assert codes(youth(reach={Means.BICYCLE: 40}, known_minutes={3: minutes}), place()) == refused

    def test_is_not_too_far_while_one_means_reaches_it(self):
        one = youth(reach={Means.WALK: 30, Means.CAR: 30})

        assert codes(one, place(at=(115_000, 425_000))) == []

    def test_refusals_come_in_the_order_in_which_they_are_counted(self):
        one = youth(birth_date=SEVENTEEN, wishes={"shop": Wish.EXCLUDED}, known_minutes={3: 600})
        other = place(
            open=False,
            seats=0,
            sector=Sector.SHOP,
            licences=frozenset({LICENCE}),
            on_call=True,
            pay=100,
            until=date(2026, 1, 1),
        )

        found = codes(one, other)

        assert found == sorted(found, key=list(Refusal).index)
        assert len(found) == 8


class TestUnknown:
    def test_never_refuses(self):
        blank = youth(
            birth_date=None,
            home=None,
            reach=None,
            qualified=None,
            exempt=None,
            school_minutes=None,
            hours=None,
            free=None,
        )
        unsaid = place(at=None, hours=None, times=None, pay=None, on_call=None, expert_supervision=None, sector=None)

        assert codes(blank, unsaid) == []
        assert codes(minor(exempt=None), unsaid) == []

    @given(youths(), places())
    def test_forgetting_something_never_adds_a_refusal(self, one, other):
        before = set(codes(one, other))

        for name in ("birth_date", "qualified", "exempt", "school_minutes", "home", "reach"):
            assert set(codes(replace(one, **{name: None}), other)) <= before
        for name in ("at", "hours", "pay", "on_call", "expert_supervision", "sector"):
            assert set(codes(one, replace(other, **{name: None}))) <= before


class TestDay:
    def test_is_the_last_of_today_the_start_and_the_earliest_day(self):
        assert judged_day(youth(), place(), ON) == ON
        assert judged_day(youth(earliest=date(2027, 2, 1)), place(start=date(2027, 1, 1)), ON) == date(2027, 2, 1)
        assert judged_day(youth(earliest=date(2026, 2, 1)), place(start=date(2027, 1, 1)), ON) == date(2027, 1, 1)

    @pytest.mark.parametrize(
        ("day", "age"),
        [(date(2026, 2, 28), 17), (date(2026, 3, 1), 18), (date(2028, 2, 28), 19), (date(2028, 2, 29), 20)],
    )
    def test_who_is_born_on_29_february_has_a_birthday_on_1_march(self, day, age):
        assert age_on(date(2008, 2, 29), day) == age

    @pytest.mark.parametrize(("on", "refused"), [(date(2027, 2, 28), [Refusal.YOUNG_ON_CALL]), (date(2027, 3, 1), [])])
    def test_rules_for_minors_end_on_the_18th_birthday(self, on, refused):
        assert codes(minor(), place(on_call=True), on) == refused

    def test_a_start_after_the_birthday_is_what_counts(self):
        assert codes(minor(), place(on_call=True, start=date(2027, 3, 1))) == []


class TestSchoolDuty:
    def at_school(self, **fields):
        return youth(**({"birth_date": SIXTEEN, "qualified": False, "exempt": False, "school_minutes": 0} | fields))

    @pytest.mark.parametrize(
        ("on", "education", "refused"),
        [
            (date(2026, 7, 31), Education.BBL, True),
            (date(2026, 8, 1), Education.BBL, False),
            (date(2026, 7, 31), Education.BESIDE, False),
            (date(2026, 8, 1), Education.NONE, True),
            (date(2028, 2, 29), Education.NONE, True),
            (date(2028, 3, 1), Education.NONE, False),
        ],
    )
    def test_is_full_until_31_july_and_then_lasts_until_18(self, on, education, refused):
        assert (Refusal.SCHOOL_DUTY in codes(self.at_school(), place(education=education), on)) is refused

    @pytest.mark.parametrize(
        ("birth_date", "on", "refused"),
        [
            (date(2010, 7, 31), date(2026, 7, 31), True),
            (date(2010, 7, 31), date(2026, 8, 1), False),
            (date(2010, 8, 1), date(2026, 8, 1), True),
            (date(2010, 8, 1), date(2027, 7, 31), True),
            (date(2010, 8, 1), date(2027, 8, 1), False),
        ],
    )
    def test_full_duty_ends_with_the_school_year_of_the_16th_birthday(self, birth_date, on, refused):
        one = self.at_school(birth_date=birth_date)

        assert (Refusal.SCHOOL_DUTY in codes(one, place(education=Education.BBL), on)) is refused

    @pytest.mark.parametrize(
        ("school_minutes", "least", "refused"),
        [(24 * 60, 16, False), (24 * 60, 16.5, True), (40 * 60, 0, False), (0, 1, True), (1, 39, False)],
    )
    def test_work_may_stand_beside_school_within_40_hours(self, school_minutes, least, refused):
        one, other = self.at_school(school_minutes=school_minutes), place(hours=(least, 40), times=None)

        for on in (date(2026, 7, 1), ON):
            assert (Refusal.SCHOOL_DUTY in codes(one, other, on)) is refused

    def test_an_exemption_ends_both(self):
        for on in (date(2026, 7, 1), ON):
            assert Refusal.SCHOOL_DUTY not in codes(self.at_school(exempt=True), place(), on)

    def test_a_qualification_ends_the_second_only(self):
        one = self.at_school(qualified=True)

        assert Refusal.SCHOOL_DUTY in codes(one, place(), date(2026, 7, 31))
        assert Refusal.SCHOOL_DUTY not in codes(one, place(), date(2026, 8, 1))

    @pytest.mark.parametrize(
        ("fields", "hours", "missing"),
        [
            ({"exempt": None}, (8, 8), ["exempt"]),
            ({"qualified": None}, (8, 8), ["qualified"]),
            ({"school_minutes": None}, (8, 8), ["school_minutes"]),
            ({"school_minutes": 600}, None, ["hours"]),
            (
                {"exempt": None, "qualified": None, "school_minutes": None},
                None,
                ["exempt", "qualified", "school_minutes", "hours"],
            ),
        ],
    )
    def test_what_is_unknown_is_asked_instead(self, fields, hours, missing):
        one, other = self.at_school(**fields), place(hours=hours)
        questions = {question.code: question.facts for question in legal_questions(one, other, ON)}

        assert Refusal.SCHOOL_DUTY not in codes(one, other)
        assert questions[ReasonCode.SCHOOL_DUTY_UNKNOWN] == {"missing": missing}

    def test_nothing_is_asked_where_what_is_known_decides(self):
        beside = place(education=Education.BESIDE)

        assert list(legal_questions(self.at_school(exempt=None), beside, ON)) == []

    def test_out_of_school_the_hours_do_not_matter(self):
        assert Refusal.SCHOOL_DUTY in codes(self.at_school(), place(hours=None, times=None))


class TestYoungHours:
    @pytest.mark.parametrize(("end", "refused"), [(17 * 60, False), (17 * 60 + 15, True)])
    def test_at_most_9_hours_a_day(self, end, refused):
        assert (Refusal.YOUNG_HOURS in codes(minor(), place(times=week(0, start=8 * 60, end=end)))) is refused

    def test_a_day_in_two_pieces_counts_once_where_they_overlap(self):
        times = WeekTime(0, 480, 800), WeekTime(0, 700, 1020)

        assert codes(minor(), place(times=times)) == []

    @pytest.mark.parametrize(
        ("school", "hours", "refused"),
        [(None, 45, False), (None, 45.5, True), (0, 40, False), (0, 40.5, True), (600, 30, False), (600, 30.5, True)],
    )
    def test_at_most_45_hours_a_week_or_40_where_school_is_known(self, school, hours, refused):
        other = place(times=None, hours=(hours, 50))

        assert (Refusal.YOUNG_HOURS in codes(minor(school_minutes=school), other)) is refused

    def test_given_times_count_before_the_least_hours(self):
        assert codes(minor(), place(times=week(0, 1, 2), hours=(45, 50))) == []

    def test_where_times_are_flexible_the_least_hours_count(self):
        long_days = week(*range(7), start=6 * 60, end=20 * 60)

        assert codes(minor(), place(times=long_days, flexible_times=True, hours=(20, 24))) == []
        assert codes(minor(), place(times=(), flexible_times=True, hours=(41, 48))) == [Refusal.YOUNG_HOURS]

    def test_says_by_how_much(self):
        assert facts(minor(), place(times=None, hours=(42, 42))) == {
            "hours": 42,
            "most": 40,
            "period": "week_with_school",
        }

    def test_grown_ups_are_not_judged(self):
        assert codes(youth(), place(times=week(*range(7), start=0, end=1440))) == []


class TestYoungTimes:
    @pytest.mark.parametrize(
        ("start", "end", "refused"),
        [
            (6 * 60, 12 * 60, False),
            (6 * 60 - 1, 12 * 60, True),
            (15 * 60, 23 * 60, False),
            (15 * 60, 23 * 60 + 1, True),
        ],
    )
    def test_nothing_before_6_or_after_23(self, start, end, refused):
        assert (Refusal.YOUNG_TIMES in codes(minor(), place(times=week(2, start=start, end=end)))) is refused

    @pytest.mark.parametrize(
        ("end", "start", "refused"), [(22 * 60, 10 * 60, False), (22 * 60, 10 * 60 - 1, True), (23 * 60, 10 * 60, True)]
    )
    def test_twelve_hours_between_two_days(self, end, start, refused):
        times = WeekTime(6, end - 180, end), WeekTime(0, start, start + 120)  # Sunday night, Monday morning

        assert (Refusal.YOUNG_REST in codes(minor(), place(times=times))) is refused

    @pytest.mark.parametrize(("saturday_end", "refused"), [(20 * 60, False), (20 * 60 + 1, True)])
    def test_thirty_six_hours_free_in_the_circular_week(self, saturday_end, refused):
        times = (*week(*range(5), start=8 * 60, end=10 * 60), WeekTime(5, 18 * 60, saturday_end))

        assert (Refusal.YOUNG_REST in codes(minor(), place(times=times))) is refused

    def test_flexible_and_unknown_times_are_not_judged(self):
        night = week(0, start=0, end=300)

        assert codes(minor(), place(times=night, flexible_times=True)) == []
        assert codes(minor(), place(times=None)) == []

    def test_unknown_times_are_the_first_thing_to_ask(self):
        first, *_ = legal_questions(minor(exempt=None), place(times=None), ON)

        assert first.code is ReasonCode.MINOR_TIMES_UNKNOWN
        assert list(legal_questions(minor(), place(times=None, flexible_times=True), ON)) == []

    def test_sunday_is_said(self):
        assert [note.code for note in legal_notes(minor(), place(times=week(6)), ON)] == [ReasonCode.MINOR_SUNDAY]


class TestYoungHazards:
    @pytest.mark.parametrize("hazard", sorted(FORBIDDEN_HAZARDS))
    def test_forbidden_ones_are_refused_under_supervision_too(self, hazard):
        task = asking(hazards=frozenset({hazard}))

        assert facts(minor(), place(tasks=(task,), expert_supervision=True)) == {"hazards": [hazard]}

    @pytest.mark.parametrize("hazard", sorted(SUPERVISED_HAZARDS))
    @pytest.mark.parametrize(("supervision", "refused"), [(True, []), (None, []), (False, [Refusal.YOUNG_HAZARD])])
    def test_others_only_without_expert_supervision(self, hazard, supervision, refused):
        task = asking(hazards=frozenset({hazard}))

        assert codes(minor(), place(tasks=(task,), expert_supervision=supervision)) == refused

    def test_unknown_supervision_is_asked(self):
        other = place(tasks=(asking(hazards=frozenset(SUPERVISED_HAZARDS)),), expert_supervision=None)

        (question,) = legal_questions(minor(), other, ON)

        assert question.code is ReasonCode.MINOR_SUPERVISION_UNKNOWN
        assert question.facts == {"hazards": sorted(SUPERVISED_HAZARDS)}

    def test_grown_ups_may_do_it(self):
        assert codes(youth(), place(tasks=(asking(hazards=FORBIDDEN_HAZARDS),))) == []


class TestMinimumWage:
    @pytest.mark.parametrize(
        ("on", "pay", "refused"),
        [
            (date(2026, 6, 30), 1471, False),
            (date(2026, 6, 30), 1470, True),
            (date(2026, 7, 1), 1498, True),
            (date(2026, 7, 1), 1499, False),
        ],
    )
    def test_changes_on_1_july_2026(self, on, pay, refused):
        assert (Refusal.BELOW_MINIMUM_WAGE in codes(youth(), place(pay=pay), on)) is refused

    @pytest.mark.parametrize(
        ("on", "refused"), [(date(2026, 9, 30), []), (date(2026, 10, 1), [Refusal.BELOW_MINIMUM_WAGE])]
    )
    def test_rises_on_the_birthday(self, on, refused):
        assert codes(youth(birth_date=date(2005, 10, 1)), place(pay=1199), on) == refused

    def test_is_lower_beside_bbl(self):
        nineteen = youth(birth_date=date(2007, 1, 1))

        assert codes(nineteen, place(pay=787)) == [Refusal.BELOW_MINIMUM_WAGE]
        assert codes(nineteen, place(pay=787, education=Education.BBL)) == []

    def test_under_16_there_is_none(self):
        assert Refusal.BELOW_MINIMUM_WAGE not in codes(youth(birth_date=date(2011, 1, 1)), place(pay=0))

    @pytest.mark.parametrize(
        ("kind", "pay", "refused"),
        [(Kind.LEARNING, 0, False), (Kind.LEARNING, 1, True), (Kind.OPENING, 0, True), (Kind.CARVED, 0, True)],
    )
    def test_only_learning_places_may_pay_nothing_but_not_a_little(self, kind, pay, refused):
        assert (Refusal.BELOW_MINIMUM_WAGE in codes(youth(), place(kind=kind, pay=pay))) is refused

    @pytest.mark.parametrize(
        ("on", "minimum", "assumed"),
        [
            (date(2025, 12, 31), 1471, True),
            (date(2026, 1, 1), 1471, False),
            (date(2026, 12, 31), 1499, False),
            (date(2027, 1, 1), 1499, True),
        ],
    )
    def test_a_day_outside_the_table_takes_the_nearest_row_and_says_so(self, on, minimum, assumed):
        said = facts(youth(birth_date=date(2000, 1, 1)), place(pay=100), on)

        assert (said["minimum"], said["assumed"]) == (minimum, assumed)


class TestForWhom:
    @pytest.mark.parametrize(("birth_date", "notes"), [(date(1999, 11, 24), []), (date(1999, 11, 23), [{"age": 27}])])
    def test_27_and_older_is_said_never_refused(self, birth_date, notes):
        one = youth(birth_date=birth_date)

        assert [note.facts for note in legal_notes(one, place(), ON)] == notes
        assert codes(one, place()) == []

    def test_an_unknown_birth_date_is_asked(self):
        assert [question.code for question in legal_questions(youth(birth_date=None), place(), ON)] == [
            ReasonCode.BIRTH_DATE_UNKNOWN
        ]
