"""Cards: given by the coach, used once within thirty days, ended by a newer one, by the coach and by the youth."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from models.account import Acting, RoleName
from models.audit import Act, AuditEntry
from models.sign_in import Ticket, TicketKind
from tests.make import NOW
from web.services import cards
from web.services.errors import InvalidInput, NotFound
from web.services.secrets import CARD_LETTERS, new_card, read_card

VISITOR = "192.0.2.1"
SECRETS = st.lists(st.sampled_from(CARD_LETTERS), min_size=12, max_size=12).map("".join)


@pytest.fixture
def coach(make):
    return make.coach()


@pytest.fixture
def youth(make, coach):
    """Somebody without e-mail and without an account."""
    return make.youth(coach=coach)


def give(session, youth, coach, at=NOW) -> str:
    return cards.give(session, youth.id, at=at, actor=coach)[1]


def come_in(session, written, at=NOW):
    return cards.sign_in(session, written, visitor=VISITOR, at=at)


def refused(session, written, at=NOW) -> bool:
    with pytest.raises(InvalidInput) as error:
        come_in(session, written, at=at)
    return error.value.errors["card"].code == "wrong_card"


def acts(session) -> list[Act]:
    return list(session.scalars(select(AuditEntry.act).order_by(AuditEntry.number)))


class TestGiving:
    def test_by_who_stands_in_is_marked(self, session, make, youth, coach):
        stand_in = make.coach(name="Bas")
        stand_in.act_as(Acting(RoleName.COACH, stands_in_for={coach.id: coach.name}))
        give(session, youth, stand_in)

        found = session.scalars(select(Ticket)).one()
        assert (found.made_by_id, found.made_for_id) == (stand_in.id, coach.id)

    def test_makes_an_account_for_who_has_none_and_no_address(self, session, youth, coach):
        give(session, youth, coach)

        assert youth.user.name == youth.name
        assert [role.name for role in youth.user.roles] == [RoleName.YOUTH]
        assert youth.user.email is None

    def test_makes_no_mail_a_way_in(self, session, make, coach):
        youth = make.youth(coach=coach, email="family@example.org")
        give(session, youth, coach)

        assert youth.user.email is None

    def test_keeps_the_account_that_is_there(self, session, make, coach):
        user = make.youth_user()
        give(session, make.youth(coach=coach, user=user), coach)

        assert session.scalars(select(Ticket)).one().user is user

    def test_keeps_no_code_that_can_be_read(self, session, youth, coach):
        code = give(session, youth, coach)

        assert code not in session.scalars(select(Ticket)).one().secret_hash

    def test_is_written_down(self, session, youth, coach):
        give(session, youth, coach)

        assert acts(session) == [Act.CARD_GIVEN]

    @pytest.mark.parametrize("who", ["another coach", "coordinator", "administrator", "the youth", "an employer"])
    def test_is_for_the_own_coach_alone(self, session, make, youth, coach, who):
        give(session, youth, coach)
        actor = {
            "another coach": make.coach,
            "coordinator": make.coordinator,
            "administrator": make.administrator,
            "the youth": lambda: youth.user,
            "an employer": make.member,
        }[who]()

        with pytest.raises(NotFound):
            cards.give(session, youth.id, at=NOW, actor=actor)
        with pytest.raises(NotFound):
            cards.end(session, youth.id, at=NOW, actor=actor)

    @pytest.mark.parametrize("state", ["closed", "coach too"])
    def test_is_refused_for_an_account_that_needs_more_than_a_card(self, session, make, coach, state):
        user = make.youth_user(active=False) if state == "closed" else make.user(RoleName.YOUTH, RoleName.COACH)
        youth = make.youth(coach=coach, user=user)

        with pytest.raises(InvalidInput) as error:
            give(session, youth, coach)

        assert error.value.errors[""].code == "opens_otherwise"
        assert list(session.scalars(select(Ticket))) == []


class TestACard:
    def test_lets_its_youth_in(self, session, youth, coach):
        arrival = come_in(session, give(session, youth, coach))

        assert arrival.user is youth.user
        assert arrival.first
        assert acts(session) == [Act.CARD_GIVEN, Act.SIGNED_IN]

    def test_may_be_typed_in_small_letters_without_its_dashes(self, session, youth, coach):
        code = give(session, youth, coach)

        assert come_in(session, code.lower().replace("-", " "))

    def test_serves_once(self, session, youth, coach):
        code = give(session, youth, coach)
        come_in(session, code)

        assert refused(session, code)

    def test_serves_for_thirty_days(self, session, youth, coach):
        code = give(session, youth, coach)

        assert refused(session, code, at=NOW + timedelta(days=30))
        assert come_in(session, code, at=NOW + timedelta(days=29, hours=23))

    def test_ends_with_a_newer_one(self, session, youth, coach):
        first, second = give(session, youth, coach), give(session, youth, coach)

        assert refused(session, first)
        assert come_in(session, second)

    def test_ends_when_the_coach_withdraws_it(self, session, youth, coach):
        code = give(session, youth, coach)
        cards.end(session, youth.id, at=NOW, actor=coach)

        assert refused(session, code)
        assert acts(session) == [Act.CARD_GIVEN, Act.CARD_ENDED]

    def test_ends_when_the_youth_withdraws_it(self, session, youth, coach):
        code = give(session, youth, coach)
        assert cards.own(session, at=NOW, actor=youth.user) is not None

        cards.end_own(session, at=NOW, actor=youth.user)

        assert cards.own(session, at=NOW, actor=youth.user) is None
        assert refused(session, code)
        assert acts(session) == [Act.CARD_GIVEN, Act.CARD_ENDED]

    def test_that_is_not_there_is_withdrawn_without_a_word_in_the_log(self, session, make, youth, coach):
        cards.end(session, youth.id, at=NOW, actor=coach)
        cards.end_own(session, at=NOW, actor=make.youth(user=make.youth_user()).user)

        assert acts(session) == []

    def test_is_one_s_own_only_while_it_serves(self, session, youth, coach):
        code = give(session, youth, coach)

        assert cards.own(session, at=NOW + timedelta(days=30), actor=youth.user) is None
        come_in(session, code)
        assert cards.own(session, at=NOW, actor=youth.user) is None

    def test_is_worth_nothing_once_the_account_is_closed(self, session, youth, coach):
        code = give(session, youth, coach)
        youth.user.active = False

        assert refused(session, code)

    def test_of_another_kind_opens_nothing(self, session, make, youth, coach):
        give(session, youth, coach)
        secret = make.ticket(TicketKind.INVITATION, user=youth.user).secret_hash

        assert refused(session, secret)

    @pytest.mark.parametrize("written", ["", "K7QP", "K7QP-M4XD-92H", "💳" * 12, "<script>", "\0", "' OR '1'='1"])
    def test_that_is_none_is_refused_like_a_wrong_one(self, session, written):
        assert refused(session, written)


class TestItsCode:
    def test_has_three_groups_of_four_letters_that_nobody_mistakes(self):
        for _ in range(200):
            groups = new_card().split("-")

            assert [len(group) for group in groups] == [4, 4, 4]
            assert not set("".join(groups)) & set("ILOU")

    @given(SECRETS, st.sampled_from([str.lower, str.upper]), st.sampled_from(["", " ", "-", ". ", " - "]))
    def test_is_read_however_it_was_typed_over(self, letters, case, between):
        printed = "-".join(letters[start : start + 4] for start in (0, 4, 8))
        typed = case(between.join(letters[start : start + 4] for start in (0, 4, 8)))

        assert read_card(typed) == printed
        assert read_card(typed.replace("0", "O").replace("1", "l")) == printed

    @given(st.text(max_size=80))
    def test_is_read_once_and_for_all(self, written):
        found = read_card(written)

        assert read_card(found) == found
