"""The second step: linking an app, its numbers, and the recovery codes; each serves once, also for two at once."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.account import RoleName, User
from models.base import use_keys
from models.sign_in import SignIn, Ticket, TicketKind
from tests.make import NOW, Make
from tests.pages.conftest import FIELD_KEY
from tests.services.at_once import at_once, own_database
from web.auth import CHEAP_HASHES
from web.services import passwords, second_factor, sign_ins
from web.services.errors import InvalidInput, NotFound, TooMany
from web.services.second_factor import CODES, NotHalfWay, key_for, number_at
from web.services.throttling import limits_for
from web.services.tickets import make_ticket

STEP = timedelta(seconds=second_factor.STEP)
MINUTE = timedelta(minutes=1)
KEY = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # the one of RFC 6238, appendix B
PASSWORD = "paard lamp fiets rivier"
VISITOR = "192.0.2.7"


@pytest.fixture(autouse=True)
def _cheap_hashes():
    passwords.use_costs(**CHEAP_HASHES)


@pytest.fixture
def marit(make):
    """A coach with an app."""
    return make.coach(email="marit@example.org", password=passwords.hash_password(PASSWORD), totp=KEY)


@pytest.fixture
def newcomer(make):
    """A coach without one."""
    return make.coach(email="bas@example.org", password=passwords.hash_password(PASSWORD))


@pytest.fixture
def limits(engine, session, tmp_path):
    session.info["limits"] = limits_for(engine, str(tmp_path / "limits.db"))
    yield session.info["limits"]
    session.info["limits"].counters.reset()


def prove(session, user, answer, at=NOW, visitor=VISITOR, begun=None):
    secret = second_factor.begin(session, user, at=begun or at)
    return second_factor.prove(session, secret, answer, visitor=visitor, at=at)


def renew(session, user, answer=None):
    """New recovery codes; with the number before the one of now, so that this one still serves."""
    answer = number_at(KEY, NOW - STEP) if answer is None else answer
    return second_factor.renew_codes(session, PASSWORD, answer, actor=user, at=NOW)


def set_up(session, user, at=NOW, number=None):
    secret = second_factor.begin(session, user, at=at)
    number = number_at(key_for(secret), at) if number is None else number
    return second_factor.set_up(session, secret, number, visitor=VISITOR, at=at)


class TestANumber:
    @pytest.mark.parametrize(
        ("seconds", "number"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
    )
    def test_is_that_of_the_standard(self, seconds, number):
        assert number_at(KEY, datetime.fromtimestamp(seconds, UTC)) == number

    @pytest.mark.parametrize("steps", [-1, 0, 1])
    def test_serves_one_step_early_and_late(self, session, marit, steps):
        assert prove(session, marit, number_at(KEY, NOW + steps * STEP)) is marit

    @pytest.mark.parametrize("steps", [-3, -2, 2, 3])
    def test_serves_no_further_off(self, session, marit, steps):
        with pytest.raises(InvalidInput):
            prove(session, marit, number_at(KEY, NOW + steps * STEP))

    @pytest.mark.parametrize("form", ["{} {}", " {}-{} ", "{}{}\n"])
    def test_may_be_typed_in_groups(self, session, marit, form):
        number = number_at(KEY, NOW)

        assert prove(session, marit, form.format(number[:3], number[3:])) is marit

    @pytest.mark.parametrize(
        "number", ["", "0", "12345", "1234567", "abcdef", "１２３４５６", "\u0660" * 6, "🐎" * 6, "9" * 5000]
    )
    def test_that_is_none_is_refused(self, session, marit, number):
        with pytest.raises(InvalidInput):
            prove(session, marit, number)

    def test_serves_once(self, session, marit):
        number = number_at(KEY, NOW)
        prove(session, marit, number)
        with pytest.raises(InvalidInput):
            prove(session, marit, number)
        with pytest.raises(InvalidInput):
            prove(session, marit, number, at=NOW + STEP)

    def test_that_was_skipped_does_not_serve_after_a_later_one(self, session, marit):
        earlier, later = number_at(KEY, NOW), number_at(KEY, NOW + STEP)
        prove(session, marit, later)
        with pytest.raises(InvalidInput):
            prove(session, marit, earlier)

    def test_of_somebody_else_does_not_serve(self, session, make, marit):
        other = make.coach(totp=key_for("another"), password=PASSWORD)
        with pytest.raises(InvalidInput):
            prove(session, other, number_at(KEY, NOW))


class TestBetweenTheSteps:
    def test_nobody_is_signed_in(self, session, marit):
        second_factor.begin(session, marit, at=NOW)

        assert session.scalars(select(SignIn)).all() == []

    def test_the_secret_is_not_kept(self, session, marit):
        secret = second_factor.begin(session, marit, at=NOW)

        assert secret not in session.scalars(select(Ticket)).one().secret_hash

    def test_lasts_ten_minutes(self, session, marit):
        secret = second_factor.begin(session, marit, at=NOW)
        late = NOW + 10 * MINUTE

        assert second_factor.pending(session, secret, at=late - STEP) is marit
        with pytest.raises(NotHalfWay):
            second_factor.prove(session, secret, number_at(KEY, late), visitor=VISITOR, at=late)

    def test_is_over_after_signing_in(self, session, marit):
        secret = second_factor.begin(session, marit, at=NOW)
        second_factor.prove(session, secret, number_at(KEY, NOW), visitor=VISITOR, at=NOW)
        with pytest.raises(NotHalfWay):
            second_factor.prove(session, secret, number_at(KEY, NOW + STEP), visitor=VISITOR, at=NOW + STEP)

    def test_is_not_over_after_a_wrong_number(self, session, marit):
        secret = second_factor.begin(session, marit, at=NOW)
        with pytest.raises(InvalidInput):
            second_factor.prove(session, secret, "000000", visitor=VISITOR, at=NOW)

        assert second_factor.prove(session, secret, number_at(KEY, NOW), visitor=VISITOR, at=NOW) is marit

    def test_is_over_when_the_account_closes(self, session, marit):
        secret = second_factor.begin(session, marit, at=NOW)
        marit.active = False
        with pytest.raises(NotHalfWay):
            second_factor.pending(session, secret, at=NOW)

    def test_is_over_when_the_password_is_renewed(self, session, marit):
        secret = second_factor.begin(session, marit, at=NOW)
        passwords.keep(session, marit, "molen appel zonnig boot", at=NOW)
        with pytest.raises(NotHalfWay):
            second_factor.pending(session, secret, at=NOW)

    @pytest.mark.parametrize("secret", ["", "x", "None", "🐎"])
    def test_is_nothing_made_up(self, session, secret):
        with pytest.raises(NotHalfWay):
            second_factor.pending(session, secret, at=NOW)

    def test_is_no_ticket_of_another_kind(self, session, marit):
        for kind in (TicketKind.RESET, TicketKind.INVITATION, TicketKind.RECOVERY):
            with pytest.raises(NotHalfWay):
                second_factor.pending(session, make_ticket(session, kind, at=NOW, user=marit), at=NOW)


class TestSettingUp:
    def test_links_the_app_and_gives_ten_codes(self, session, newcomer):
        user, codes = set_up(session, newcomer)

        assert user is newcomer
        assert newcomer.totp
        assert len(set(codes)) == CODES

    def test_keeps_no_key_before_its_first_number(self, session, newcomer):
        with pytest.raises(InvalidInput):
            set_up(session, newcomer, number="000000")

        assert newcomer.totp is None

    def test_uses_up_its_first_number(self, session, newcomer):
        secret = second_factor.begin(session, newcomer, at=NOW)
        number = number_at(key_for(secret), NOW)
        second_factor.set_up(session, secret, number, visitor=VISITOR, at=NOW)
        with pytest.raises(InvalidInput):
            prove(session, newcomer, number)

    def test_does_not_replace_an_app(self, session, marit):
        with pytest.raises(NotHalfWay):
            set_up(session, marit)

        assert marit.totp == KEY

    def test_cannot_be_skipped(self, session, newcomer):
        with pytest.raises(NotHalfWay):
            prove(session, newcomer, "000000")

    def test_shows_the_same_key_in_a_browser_and_another_in_each_other(self, session, newcomer):
        one, other = (second_factor.begin(session, newcomer, at=NOW) for _ in range(2))

        assert key_for(one) == key_for(one)
        assert key_for(one) != key_for(other)

    def test_has_keys_of_160_bits(self):
        assert len(key_for("x")) == 32

    @pytest.mark.parametrize(
        "email", ["marit@example.org", "a&b?secret=x#y@example.org", "o'neill+%3F@example.org", "é🐎@example.org"]
    )
    def test_puts_the_address_of_the_account_into_the_code_and_no_more(self, email):
        address = urlsplit(second_factor.address_of(KEY, User(name="Marit", email=email)))

        assert (address.scheme, address.netloc) == ("otpauth", "totp")
        assert parse_qs(address.query) == {"secret": [KEY], "issuer": ["Plek"]}
        assert unquote(address.path) == f"/Plek:{email.replace(':', ' ')}"


class TestARecoveryCode:
    @pytest.fixture
    def codes(self, session, marit):
        return renew(session, marit)

    def test_stands_in_for_the_number(self, session, marit, codes):
        assert prove(session, marit, codes[3]) is marit
        assert second_factor.codes_left(session, actor=marit, at=NOW) == CODES - 1

    def test_may_be_typed_carelessly(self, session, marit, codes):
        assert prove(session, marit, codes[0].lower().replace("-", " ").replace("1", "l").replace("0", "o")) is marit

    def test_serves_once(self, session, marit, codes):
        prove(session, marit, codes[0])
        with pytest.raises(InvalidInput):
            prove(session, marit, codes[0])

    def test_of_somebody_else_does_not_serve_and_stays_good(self, session, make, marit, codes):
        other = make.coach(totp=KEY, password=PASSWORD)
        with pytest.raises(InvalidInput):
            prove(session, other, codes[0])

        assert prove(session, marit, codes[0]) is marit

    def test_is_kept_hashed(self, session, codes):
        kept = " ".join(session.scalars(select(Ticket.secret_hash)))

        assert not any(code in kept or code.replace("-", "") in kept for code in codes)

    def test_ends_when_new_ones_are_made(self, session, marit, codes):
        newer = renew(session, marit, codes[9])

        assert not set(newer) & set(codes)
        assert second_factor.codes_left(session, actor=marit, at=NOW) == CODES
        with pytest.raises(InvalidInput):
            prove(session, marit, codes[0])

    def test_is_renewed_only_with_the_password(self, session, marit, codes):
        with pytest.raises(InvalidInput):
            second_factor.renew_codes(session, "something else", number_at(KEY, NOW), actor=marit, at=NOW)

        assert prove(session, marit, codes[0]) is marit

    @pytest.mark.parametrize("answer", ["000000", "", "0000-0000-0000"])
    def test_is_renewed_only_with_a_number_too(self, session, marit, codes, answer):
        with pytest.raises(InvalidInput) as caught:
            renew(session, marit, answer)

        assert list(caught.value.errors) == ["number"]
        assert prove(session, marit, codes[0]) is marit

    def test_is_nothing_for_who_has_no_app_and_for_a_youth(self, session, make, newcomer):
        for user in (newcomer, make.youth_user()):
            with pytest.raises(NotFound):
                renew(session, user)


class TestAnotherApp:
    def test_takes_the_place_of_the_old_one(self, session, make, marit):
        codes = renew(session, marit)
        make.sign_in(marit)
        secret = second_factor.begin_anew(session, PASSWORD, number_at(KEY, NOW), actor=marit, at=NOW)

        assert marit.totp is None
        assert sign_ins.of_user(session, actor=marit, at=NOW) == []
        second_factor.set_up(session, secret, number_at(key_for(secret), NOW), visitor=VISITOR, at=NOW)
        for old in (codes[0], number_at(KEY, NOW + STEP)):
            with pytest.raises(InvalidInput):
                prove(session, marit, old)

    def test_may_be_asked_with_a_recovery_code(self, session, marit):
        codes = renew(session, marit)

        assert second_factor.begin_anew(session, PASSWORD, codes[0], actor=marit, at=NOW)

    @pytest.mark.parametrize(("password", "number"), [(PASSWORD, "000000"), ("wrong", None)])
    def test_needs_both_steps(self, session, marit, password, number):
        with pytest.raises(InvalidInput):
            second_factor.begin_anew(session, password, number or number_at(KEY, NOW), actor=marit, at=NOW)

        assert marit.totp == KEY


@pytest.mark.usefixtures("limits")
class TestHammering:
    def test_numbers_is_stopped_whoever_begins_anew_and_from_wherever(self, session, marit):
        found = []
        for number in range(8):
            try:
                prove(session, marit, f"00000{number}", visitor=f"192.0.2.{number}")
            except (InvalidInput, TooMany) as error:
                found.append(type(error))

        assert found == [InvalidInput] * 5 + [TooMany] * 3

    def test_counts_passwords_and_numbers_together(self, session, marit):
        for _ in range(3):
            with pytest.raises(InvalidInput):
                passwords.check(session, email=marit.email, password="wrong", visitor=VISITOR)
        for _ in range(2):
            with pytest.raises(InvalidInput):
                prove(session, marit, "000000")
        with pytest.raises(TooMany):
            prove(session, marit, number_at(KEY, NOW))

    @pytest.mark.parametrize("act", [second_factor.begin_anew, second_factor.renew_codes])
    def test_numbers_with_the_right_password_is_stopped_too(self, session, marit, act):
        found = []
        for number in range(8):
            try:
                act(session, PASSWORD, f"00000{number}", actor=marit, at=NOW)
            except (InvalidInput, TooMany) as error:
                found.append(type(error))

        assert found == [InvalidInput] * 5 + [TooMany] * 3

    def test_is_forgotten_after_new_codes_were_made(self, session, marit):
        codes = renew(session, marit)
        for _ in range(7):
            codes = renew(session, marit, codes[0])

    def test_is_forgotten_after_both_steps(self, session, marit):
        for step in range(4):
            passwords.check(session, email=marit.email, password=PASSWORD, visitor=VISITOR)
            at = NOW + step * STEP
            prove(session, marit, number_at(KEY, at), at=at)

    def test_an_own_account_does_not_help_to_try_others(self, session, marit):
        """Else somebody with one account could try passwords of all others from one place without end."""

        def come_in(step):
            at = NOW + step * STEP
            passwords.check(session, email=marit.email, password=PASSWORD, visitor=VISITOR)
            prove(session, marit, number_at(KEY, at), at=at)

        for step in range(15):
            come_in(step)
        with pytest.raises(TooMany):
            come_in(16)


class TestTwoAtOnce:
    """Two browsers with the same number or code, each in a transaction of its own."""

    @pytest.fixture
    def engine(self, empty_database_url):
        use_keys([FIELD_KEY], "a hash key of the tests", "an audit key of the tests")
        with own_database(empty_database_url) as engine:
            yield engine

    def begun(self, engine, times, **values):
        """Ids and secrets of one account between the steps in several browsers."""
        with Session(engine) as session, session.begin():
            user = Make(session).user(RoleName.COACH, password=passwords.hash_password(PASSWORD), **values)
            secrets = [second_factor.begin(session, user, at=NOW) for _ in range(times)]
            codes = renew(session, user) if user.totp else []
            return user.id, secrets, codes

    def outcomes(self, found):
        return sorted(type(outcome).__name__ for outcome in found)

    def test_with_one_number_only_one_comes_in(self, engine):
        _id, secrets, _codes = self.begun(engine, 2, totp=KEY)
        number = number_at(KEY, NOW)
        found = at_once(engine, *(self.proving(secret, number) for secret in secrets))

        assert self.outcomes(found) == ["InvalidInput", "int"]

    def test_with_one_recovery_code_only_one_comes_in(self, engine):
        _id, secrets, codes = self.begun(engine, 2, totp=KEY)
        found = at_once(engine, *(self.proving(secret, codes[0]) for secret in secrets))

        assert self.outcomes(found) == ["InvalidInput", "int"]

    def test_of_one_half_way_browser_that_was_copied_only_one_comes_in(self, engine):
        _id, (secret,), codes = self.begun(engine, 1, totp=KEY)
        found = at_once(engine, self.proving(secret, codes[0]), self.proving(secret, codes[1]))

        assert self.outcomes(found) == ["NotHalfWay", "int"]

    def test_only_one_links_an_app(self, engine):
        user_id, secrets, _codes = self.begun(engine, 2)

        def linking(secret):
            number = number_at(key_for(secret), NOW)
            return lambda session: second_factor.set_up(session, secret, number, visitor=VISITOR, at=NOW)[0].id

        assert self.outcomes(at_once(engine, *map(linking, secrets))) == ["NotHalfWay", "int"]
        with Session(engine) as session:
            assert session.get(User, user_id).totp in {key_for(secret) for secret in secrets}

    def proving(self, secret, answer):
        return lambda session: second_factor.prove(session, secret, answer, visitor=VISITOR, at=NOW).id
