"""Two people change the same: the second sees both values, and nothing is overwritten silently."""

import pytest

from matcher.profiles import Offer, WeekTime
from matcher.vocabulary import Ability, Condition
from tests.pages.forms import form_of


@pytest.fixture
def youth(make, coach, session):
    youth = make.youth(
        coach=coach, name="Noa", story="Ik fiets graag.", needs={Condition.QUIET_SPOT: 1}, own={"reading": 2}
    )
    session.commit()
    return youth


def opened(visitor, address):
    return form_of(visitor.get(address).text, address)


def send(visitor, address, form, **changed):
    return visitor.client.post(address, data=form | changed)


def words(answer):
    return " ".join(answer.text.split())


class TestTheSecondOfTwo:
    @pytest.fixture
    def about(self, youth):
        return f"/coach/youths/{youth.id}/edit/about"

    def test_is_told_with_both_values_and_nothing_is_written(self, at_work, youth, about, session):
        first, second = opened(at_work, about), opened(at_work, about)
        send(at_work, about, first, story="Ik fiets elke dag.")

        answer = send(at_work, about, second, story="Ik fiets nooit.")

        session.refresh(youth)
        assert answer.status_code == 409
        assert youth.story == "Ik fiets elke dag."
        assert "<td>Ik fiets elke dag.</td>" in answer.text
        assert '<td class="conflict-own">Ik fiets nooit.</td>' in answer.text

    def test_sees_what_the_first_changed_elsewhere_in_the_form_too(self, at_work, youth, about, session):
        first, second = opened(at_work, about), opened(at_work, about)
        send(at_work, about, first, income_needed="1100")

        answer = send(at_work, about, second, story="Ik fiets nooit.")

        assert answer.status_code == 409
        assert "Income needed</th><td>€1,100</td>" in words(answer)

    def test_keeps_the_own_values_by_saving_again(self, at_work, youth, about, session):
        first, second = opened(at_work, about), opened(at_work, about)
        send(at_work, about, first, story="Ik fiets elke dag.")
        shown = form_of(send(at_work, about, second, story="Ik fiets nooit.").text, about)

        answer = send(at_work, about, shown)

        session.refresh(youth)
        assert (answer.status_code, youth.story) == (303, "Ik fiets nooit.")

    def test_is_told_again_when_a_third_was_faster(self, at_work, youth, about, session):
        first, second, third = (opened(at_work, about) for _ in range(3))
        send(at_work, about, first, story="een")
        shown = form_of(send(at_work, about, second, story="twee").text, about)
        third["version"] = shown["version"]
        send(at_work, about, third, story="drie")

        answer = send(at_work, about, shown)

        session.refresh(youth)
        assert (answer.status_code, youth.story) == (409, "drie")

    def test_who_sent_the_same_is_in_no_conflict(self, at_work, youth, about, session):
        form = opened(at_work, about)

        answers = [send(at_work, about, form, story="Ik fiets elke dag.") for _ in range(2)]

        session.refresh(youth)
        assert [answer.status_code for answer in answers] == [303, 303]
        assert youth.version == 2

    def test_who_changed_another_form_about_the_youth_is_told(self, at_work, youth, about, session):
        support = f"/coach/youths/{youth.id}/edit/support"
        first, second = opened(at_work, support), opened(at_work, support)
        send(at_work, support, first, **{"needs.quiet_spot": "3"})

        answer = send(at_work, support, second, **{"needs.buddy": "2"})

        assert answer.status_code == 409
        assert "What helps at work: a quiet spot</th><td>needed very much</td>" in words(answer)
        assert "needs.step_list</th>" not in words(answer)

    def test_sees_two_views_of_an_ability_in_everyday_sentences(self, at_work, youth, session):
        address = f"/coach/youths/{youth.id}/edit/abilities"
        first, second = opened(at_work, address), opened(at_work, address)
        send(at_work, address, first, **{"own.reading": "4"})

        answer = send(at_work, address, second, **{"own.reading": "1"})

        session.refresh(youth)
        assert answer.status_code == 409
        assert {view.ability: view.level for view in youth.views} == {Ability.READING: 4}
        assert "As the young person sees it: reading</th>" in words(answer)
        assert ">4</td>" not in words(answer)

    def test_sees_the_two_orders_of_what_matters(self, at_work, youth, session):
        address = f"/coach/youths/{youth.id}/priorities"
        at_work.post(address, {"version": 1, "aim": "paid", "matters_most": "travel"})

        answer = at_work.post(address, {"version": 1, "aim": "paid", "matters_most": "growth"})

        session.refresh(youth)
        assert answer.status_code == 409
        assert youth.matters_most == ("travel",)
        assert "Somebody was ahead of you" in answer.text
        assert 'name="version" value="2"' in answer.text


class TestTwoAtAPlace:
    def test_see_times_pay_and_offers_in_words(self, at_work, make, session):
        workplace = make.workplace(offers={Condition.QUIET_SPOT: Offer(1, 3)})
        place = make.place(workplace=workplace, pay=1400, times=(WeekTime(0, 540, 720),), tasks=1)
        session.commit()
        here = f"/coach/places/{place.id}"
        changes = {
            f"{here}/edit": ({"pay": "15"}, {"week.0": "10-12"}),
            f"{here}/tasks/{place.tasks[0].id}/edit": ({"title": "Zaaien"}, {"title": "Oogsten"}),
            f"{here}/workplace/edit": ({"arrangeable.quiet_spot": "2"}, {"name": "Buiten"}),
        }
        shown = ""
        for address, (theirs, mine) in changes.items():
            first, second = opened(at_work, address), opened(at_work, address)
            assert send(at_work, address, first, **theirs).status_code == 303
            answer = send(at_work, address, second, **mine)
            assert answer.status_code == 409
            shown += words(answer)

        assert "Pay an hour</th><td>€15.00</td>" in shown
        assert "Monday 9:00-12:00" in shown
        assert "Monday 10:00-12:00" in shown
        assert "now 1 of 3, can become 2" in shown
        assert "<td>Zaaien</td>" in shown
