"""What would change a match: who can do it, what it is, and that nothing impossible is proposed."""

from datetime import date

import pytest

from matcher.codes import ChangeCode
from matcher.fit import compare
from matcher.profiles import Offer, Task, WeekTime
from matcher.reference import Quantity, Reference
from matcher.vocabulary import Ability, Condition, Demand, LifeMatter, Means, Who
from tests.matcher.make import NOTHING_USUAL, ON, asking, place, youth

GOAL = "urn:plek:skill:till"
URGENT = frozenset({LifeMatter.MONEY})


def changes(one, other):
    return compare(one, other, on=ON, reference=NOTHING_USUAL).changes


def needing(condition, need=3):
    return youth(needs=dict.fromkeys(Condition, 0) | {condition: need})


class TestChanges:
    @pytest.mark.parametrize(
        ("one", "other", "code", "facts", "who"),
        [
            (
                needing(Condition.BUDDY),
                place(offers={Condition.BUDDY: Offer(0, 2)}),
                ChangeCode.ARRANGE_CONDITION,
                {"condition": "buddy", "level": 0, "arrangeable": 2},
                Who.EMPLOYER,
            ),
            (
                needing(Condition.MONEY_TALK),
                place(offers={Condition.MONEY_TALK: Offer(0, 3)}),
                ChangeCode.ARRANGE_CONDITION,
                {"condition": "money_talk", "level": 0, "arrangeable": 3},
                Who.COACH,
            ),
            (
                needing(Condition.WITHIN_CHILDCARE),
                place(offers={Condition.WITHIN_CHILDCARE: Offer(0, 3)}),
                ChangeCode.ARRANGE_CONDITION,
                {"condition": "within_childcare", "level": 0, "arrangeable": 3},
                Who.REGION,
            ),
            (
                youth(urgent=URGENT),
                place(pressure=2),
                ChangeCode.LOWER_PRESSURE,
                {"pressure": 2, "to": 1},
                Who.EMPLOYER,
            ),
            (
                youth(),
                place(tasks=(asking({Ability.CARE: 4}),)),
                ChangeCode.EASE_ASK,
                {"ability": "care", "asked": 4, "to": 3},
                Who.EMPLOYER,
            ),
            (
                youth(),
                place(tasks=(asking(demands={Demand.NOISE: 3}),)),
                ChangeCode.EASE_DEMAND,
                {"demand": "noise", "asked": 3, "to": 2},
                Who.EMPLOYER,
            ),
            (
                youth(),
                place(tasks=(asking(skills=frozenset({GOAL})),)),
                ChangeCode.TEACH_SKILL,
                {"skill": GOAL},
                Who.EMPLOYER,
            ),
            (
                youth(languages={"nl": 2}),
                place(languages={"nl": 3}),
                ChangeCode.LEARN_LANGUAGE,
                {"language": "nl", "level": 2, "to": 3},
                Who.COACH,
            ),
            (
                youth(school_tired=True),
                place(school_like=3),
                ChangeCode.LESS_SCHOOL_LIKE,
                {"level": 3, "to": 2},
                Who.EMPLOYER,
            ),
            (
                youth(reach={Means.WALK: 40}),
                place(at=(107_500, 425_000)),
                ChangeCode.OTHER_MEANS,
                {"means": "bicycle", "minutes": 13.0},
                Who.REGION,
            ),
            (youth(hours=(32, 36)), place(), ChangeCode.MORE_HOURS, {"hours": 24, "to": 32}, Who.EMPLOYER),
            (
                youth(hours=(8, 12)),
                place(),
                ChangeCode.FEWER_HOURS,
                {"hours": 16, "to": 12},
                Who.EMPLOYER,
            ),
            (youth(free=(WeekTime(0, 480, 1080),)), place(), ChangeCode.FLEXIBLE_TIMES, {}, Who.EMPLOYER),
            (
                youth(hours=(16, 24), income_needed=200_000),
                place(),
                ChangeCode.CHECK_BENEFITS,
                {"earned": 166_400, "needed": 200_000},
                Who.REGION,
            ),
        ],
    )
    def test_name_what_can_be_changed_and_who_can(self, one, other, code, facts, who):
        (change,) = changes(one, other)

        assert (change.code, change.facts, change.who) == (code, facts, who)
        assert compare(change.youth, change.place, on=ON, reference=NOTHING_USUAL).fit.value == change.fit

    def test_a_task_that_rubs_may_be_left_to_somebody_else(self):
        tasks = asking({Ability.CARE: 5}, 60), asking({}, 600)

        first, *_ = changes(youth(), place(tasks=tasks))

        assert (first.code, first.facts) == (ChangeCode.DROP_TASK, {"task": 0})
        assert first.place.tasks == tasks[1:]

    def test_the_main_task_is_never_dropped(self):
        found = changes(youth(), place(tasks=(asking({Ability.CARE: 5}, 600), asking({}, 60))))

        assert ChangeCode.DROP_TASK not in {change.code for change in found}

    def test_of_tasks_that_rub_alike_the_same_is_dropped_in_any_order(self):
        tasks = asking({Ability.CARE: 5}), asking({Ability.CARE: 5}, skills=frozenset({GOAL})), asking({}, 900)
        orders = [changes(youth(), place(tasks=order)) for order in (tasks, (tasks[1], tasks[0], tasks[2]))]
        dropped = [[(each.code, each.fit) for each in found] for found in orders]

        assert ChangeCode.DROP_TASK in dict(dropped[0])
        assert dropped[0] == dropped[1]

    def test_an_ask_is_eased_in_every_task(self):
        tasks = asking({Ability.CARE: 4}), asking({Ability.CARE: 5}), asking({Ability.CARE: 1})
        eased = next(each for each in changes(youth(), place(tasks=tasks)) if each.code is ChangeCode.EASE_ASK)

        assert [task.asks for task in eased.place.tasks] == [{Ability.CARE: 3}, {Ability.CARE: 4}, {}]

    def test_where_income_is_short_more_hours_go_up_to_the_most_wanted(self):
        found = changes(youth(hours=(16, 32), income_needed=220_000), place())

        assert {change.code: change.facts for change in found}[ChangeCode.MORE_HOURS] == {"hours": 24, "to": 32}

    def test_what_cannot_be_arranged_is_not_proposed(self):
        assert changes(needing(Condition.BUDDY), place()) == ()

    def test_what_is_unknown_is_asked_not_changed(self):
        assert changes(needing(Condition.BUDDY), place(offers={})) == ()

    def test_a_lift_that_nobody_would_notice_is_not_told(self):
        assert changes(youth(hours=(24.1, 30)), place()) == ()

    def test_none_leads_to_a_refusal(self):
        minor = youth(birth_date=date(2009, 3, 1), exempt=True, school_minutes=16 * 60, hours=(32, 36))

        assert changes(minor, place(times=None, hours=(24, 24))) != ()
        assert all(change.place.hours[0] <= 24 for change in changes(minor, place(times=None, hours=(24, 24))))

    def test_the_largest_lift_is_the_obstacle(self):
        needs = dict.fromkeys(Condition, 0) | {Condition.BUDDY: 1, Condition.MASTER: 3}
        offers = {Condition.BUDDY: Offer(0, 1), Condition.MASTER: Offer(0, 3)}
        match = compare(youth(needs=needs), place(offers=offers), on=ON, reference=NOTHING_USUAL)

        assert match.obstacle == match.changes[0]
        assert match.obstacle.facts["condition"] == "master"

    def test_are_judged_with_the_same_reference(self):
        reference = Reference(quantities={Quantity.INTEREST_R: (0.5, 0.5, 0.5)})
        other = place(tasks=(Task(60, asks={Ability.CARE: 4}, demands={}),))
        match = compare(youth(), other, on=ON, reference=reference)

        assert match.obstacle.fit == 1
