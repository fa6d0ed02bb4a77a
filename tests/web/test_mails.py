"""What mails say: a subject that names nobody, easy words, and one link that leads where it should."""

import re

import pytest
from werkzeug.routing import MapAdapter

from models.message import MailKind, Message
from tests.make import NOW
from tests.pages.conftest import settings_for
from tests.web.reading import hard, too_long
from web.app import create_app
from web.commands.working import texts
from web.mails import PATHS, WORDS, letter_of, link_of
from web.services.sending import Letter, mail_of

ADDRESS = "https://plek.example"
SECRET = "s3cr3t-of-a_link"
#: Everything personal that a mail may be given, each to be found again.
FACTS = {
    "secret": SECRET,
    "code": "482913",
    "coach": "Marit de Wit",
    "inviter": "Bas Aalders",
    "employer": "Kwekerij De Linde",
    "name": "Noa Winterboer",
    "due_on": "2026-04-15",
}
TO_YOUTHS = {
    *(MailKind.INVITATION, MailKind.CODE, MailKind.PROPOSAL, MailKind.ERASURE_WARNING, MailKind.ERASURE_ASKED),
    MailKind.ADDRESS_CHANGED,
}
TO_EMPLOYERS = {
    *(MailKind.EMPLOYER_INVITATION, MailKind.ADDRESS_TAKEN, MailKind.MEMBER_CONFIRMED, MailKind.SIGN_ALONG),
}


@pytest.fixture(autouse=True)
def words():
    """As much of the application as words need, as the worker has it."""
    with texts().app_context():
        yield


def message(kind: MailKind, language: str = "nl", **facts: object) -> Message:
    found = Message(kind=kind, to="noa@example.org", language=language, message_id="<one@plek>", made_at=NOW)
    found.facts = {**FACTS, **facts}
    return found


def letter(kind: MailKind, language: str = "nl", **facts: object) -> Letter:
    return letter_of(message(kind, language, **facts), address=ADDRESS)


@pytest.mark.parametrize("kind", MailKind)
@pytest.mark.parametrize("language", ["nl", "en"])
class TestEveryMail:
    def test_has_words(self, kind, language):
        found = letter(kind, language)

        assert 5 < len(found.subject) < 60
        assert len(found.body.split()) > 12
        assert "%(" not in found.subject + found.body

    def test_names_nobody_in_its_subject(self, kind, language):
        telling = {word for value in FACTS.values() for word in value.split() if len(word) > 2}

        assert telling.isdisjoint(letter(kind, language).subject.split())

    def test_leads_to_our_own_site_and_nowhere_else(self, kind, language):
        links = re.findall(r"\S+://\S+", letter(kind, language).body)

        assert links
        assert all(link == ADDRESS or link.startswith(f"{ADDRESS}/") for link in links)

    def test_has_its_link_on_a_line_of_its_own(self, kind, language):
        link = link_of(kind, FACTS, ADDRESS)

        assert not link or link in letter(kind, language).body.splitlines()

    def test_is_a_mail_that_can_be_sent(self, kind, language):
        mail = mail_of(message(kind, language), letter(kind, language), "plek@example.org")

        assert mail.get_content() == letter(kind, language).body


class TestTheLanguage:
    def test_is_that_of_the_reader(self):
        assert letter(MailKind.CODE, "nl").subject == "Je code voor Plek"
        assert letter(MailKind.CODE, "en").subject == "Your code for Plek"
        assert "15 april 2026" in letter(MailKind.ERASURE_ASKED, "nl").body
        assert "15 April 2026" in letter(MailKind.ERASURE_ASKED, "en").body

    def test_is_dutch_for_one_that_is_not_known(self):
        assert letter(MailKind.CODE, "xx") == letter(MailKind.CODE, "nl")

    @pytest.mark.parametrize("kind", sorted(TO_YOUTHS))
    def test_is_easy_for_youths(self, kind):
        paragraphs = [letter(kind).subject, *letter(kind).body.split("\n")]

        assert [text for text in paragraphs if too_long(text) or hard(text)] == []
        assert not re.search(r"\b(?:u|uw)\b", " ".join(paragraphs), re.IGNORECASE)

    @pytest.mark.parametrize("kind", sorted(TO_EMPLOYERS))
    def test_calls_employers_and_who_signs_along_u(self, kind):
        body = letter(kind).body

        assert not re.search(r"\b(?:jij|jou|jouw|je)\b", body, re.IGNORECASE)

    @pytest.mark.parametrize("kind", sorted({MailKind.ADDRESS_TAKEN, MailKind.MEMBER_CONFIRMED, MailKind.SIGN_ALONG}))
    def test_says_u_where_it_speaks_to_them(self, kind):
        assert re.search(r"\bu\b", letter(kind).body, re.IGNORECASE)


class TestWhatItTells:
    def test_a_code_is_alone_on_its_line(self):
        assert "482913" in letter(MailKind.CODE).body.splitlines()
        assert SECRET not in letter(MailKind.CODE).body

    def test_an_employer_who_registered_was_invited_by_nobody(self):
        assert "Bas" in letter(MailKind.EMPLOYER_INVITATION).body
        assert "None" not in letter(MailKind.EMPLOYER_INVITATION, inviter=None).body

    @pytest.mark.parametrize("language", ["nl", "en"])
    def test_sends_no_word_of_a_visitor_to_a_stranger(self, language):
        """Else anybody could write to anybody in our name, and see which employers are known."""
        assert "Kwekerij De Linde" not in letter(MailKind.EMPLOYER_INVITATION, language, inviter=None).body
        assert "Kwekerij De Linde" in letter(MailKind.EMPLOYER_INVITATION, language).body

    @pytest.mark.parametrize(
        ("language", "first", "ask"),
        [
            ("nl", "Karim Aydin, voor Marit de Wit, nodigt je uit", "Vraag Marit de Wit om een nieuwe"),
            ("en", "Karim Aydin, for Marit de Wit, invites you", "Ask Marit de Wit for a new one"),
        ],
    )
    def test_an_invitation_by_who_stands_in_is_for_the_own_coach(self, language, first, ask):
        body = letter(MailKind.INVITATION, language, stands_in="Karim Aydin").body

        assert first in body
        assert ask in body

    def test_an_address_that_was_changed_is_told_what_to_do_and_not_the_new_one(self):
        body = letter(MailKind.ADDRESS_CHANGED, "en").body

        assert f"{ADDRESS}/something-wrong" in body.splitlines()
        assert "Tell your coach straight away" in body
        assert not any(value in body for value in FACTS.values())

    def test_a_proposal_says_nothing_of_which_one(self):
        body = letter(MailKind.PROPOSAL).body

        assert not any(value in body for value in FACTS.values())

    @pytest.mark.parametrize("kind", sorted({MailKind.RESET, MailKind.ADDRESS_TAKEN, MailKind.PROPOSAL, MailKind.CODE}))
    def test_names_nobody_where_no_name_is_needed(self, kind):
        assert not any(FACTS[name] in letter(kind).body for name in ("coach", "inviter", "employer", "name"))

    def test_a_coach_is_told_nobodys_name(self):
        body = letter(MailKind.ERASURE_COACH, "en").body

        assert not any(FACTS[name] in body for name in ("coach", "inviter", "employer", "name"))
        assert "On 15 April 2026 Plek erases their data." in body
        assert f"{ADDRESS}/coach/" in body.splitlines()

    def test_a_name_makes_no_line_of_its_own(self):
        found = letter(MailKind.INVITATION, coach="Marit\r\nBcc: x@example.org\n\n" + "y" * 500)

        assert not any(line.startswith("Bcc") for line in found.body.splitlines())
        assert "y" * 130 not in found.body

    @pytest.mark.parametrize(
        ("kind", "missing"),
        [(MailKind.CODE, "code"), (MailKind.INVITATION, "coach"), (MailKind.ERASURE_WARNING, "due_on")],
    )
    def test_what_is_missing_is_not_made_up(self, kind, missing):
        found = message(kind)
        found.facts = {name: value for name, value in FACTS.items() if name != missing}

        with pytest.raises(KeyError):
            letter_of(found, address=ADDRESS)


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> MapAdapter:
    """The addresses of the application."""
    folder = tmp_path_factory.mktemp("site")
    return create_app(settings_for(f"sqlite:///{folder / 'plek.db'}", folder)).url_map.bind("plek.example")


class TestLinks:
    ENDPOINTS = {  # noqa: RUF012 -- read only
        MailKind.ERASURE_COACH: "coach.caseload",
        MailKind.INVITATION: "account.link",
        MailKind.STAFF_INVITATION: "staff.open_account",
        MailKind.EMPLOYER_INVITATION: "staff.open_account",
        MailKind.RESET: "staff.new_password",
        MailKind.ADDRESS_TAKEN: "account.sign_in",
        MailKind.ADDRESS_CHANGED: "data.wrong",
        MailKind.MEMBER_CONFIRMED: "staff.sign_in",
        MailKind.SIGN_ALONG: "proposals.sign_along",
        MailKind.ERASURE_WARNING: "account.sign_in",
    }

    @pytest.mark.parametrize("kind", sorted(ENDPOINTS))
    def test_lead_to_the_page_that_they_are_for(self, site, kind):
        assert site.match(link_of(kind, FACTS, ""))[0] == self.ENDPOINTS[kind]

    @pytest.mark.parametrize("kind", sorted(set(PATHS) - set(ENDPOINTS)))
    def test_lead_to_a_page_of_the_youths_own(self, site, kind):
        assert site.match(link_of(kind, FACTS, ""))[0].split(".")[0] in {"data", "proposals", "youth"}

    def test_with_a_secret_that_is_not_there_are_not_made(self):
        with pytest.raises(KeyError):
            link_of(MailKind.INVITATION, {"coach": "Marit"}, ADDRESS)

    def test_are_made_for_every_kind_but_the_code(self):
        assert set(PATHS) == set(WORDS) - {MailKind.CODE} == set(MailKind) - {MailKind.CODE}
