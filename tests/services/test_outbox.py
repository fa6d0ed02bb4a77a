"""Mails are put into the outbox with what they tell, and to nobody without an address."""

from models.message import MailKind, Message
from tests.make import NOW
from web.services import outbox


class TestPut:
    def test_keeps_a_mail_that_is_due_now_in_the_readers_language(self, session, make):
        user = make.coach(email="marit@example.org", language="en")
        message = outbox.put(session, MailKind.RESET, at=NOW, user=user, facts={"secret": "s"})
        session.expire_all()

        assert message is not None
        assert (message.kind, message.to, message.language) == (MailKind.RESET, "marit@example.org", "en")
        assert (message.made_at, message.due_at, message.sent_at, message.tries) == (NOW, NOW, None, 0)
        assert message.facts == {"secret": "s"}

    def test_keeps_nothing_for_somebody_without_an_address(self, session, make):
        youth = make.youth_user(email=None)

        assert outbox.put(session, MailKind.PROPOSAL, at=NOW, user=youth) is None
        assert session.query(Message).count() == 0

    def test_reaches_somebody_without_an_account(self, session, make):
        youth = make.youth()
        message = outbox.put(session, MailKind.SIGN_ALONG, at=NOW, to="oma@example.org", youth=youth, facts={})

        assert message is not None
        assert (message.to, message.user_id, message.youth_id) == ("oma@example.org", None, youth.id)

    def test_gives_each_mail_a_number_of_its_own_that_says_nothing(self, session, make):
        user = make.coach(email="marit@example.org")
        numbers = {outbox.put(session, MailKind.PROPOSAL, at=NOW, user=user).message_id for _ in range(20)}

        assert len(numbers) == 20
        assert not any("marit" in number or "example" in number for number in numbers)

    def test_shows_the_latest_first(self, session, make):
        first, second = make.message(), make.message()

        assert list(outbox.latest(session, most=5)) == [second, first]
        assert list(outbox.latest(session, most=1)) == [second]
