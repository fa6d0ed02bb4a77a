"""A database file alone, with what SQLite keeps beside it, tells nothing that is sensitive."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from matcher.vocabulary import Condition
from models import schema
from models.account import RoleName, User
from models.consent import need_item
from models.engine import make_engine
from models.message import MailKind
from models.sign_in import TicketKind
from models.youth import Youth
from tests.make import NOW, TODAY, Make
from web.services import outbox, sign_ins
from web.services.secrets import new_card, new_code, new_secret
from web.services.throttling import Limit, limits_for
from web.services.tickets import make_ticket

SECRETS = {
    "needs": "place_to_withdraw",
    "urgent": "childcare",
    "notes": "Komt soms laat door de zorg voor haar broertje",
    "what is too much": "sharp_tools",
    "own words": "Ik slaap slecht sinds de verhuizing",
    "why somebody of 27 is here": "Kwam laat vrij uit de opvang",
    "youth's e-mail": "samira@geheim.example",
    "youth's telephone": "06 1234 5678",
    "employer's e-mail": "inkoop@kwekerij.example",
    "employer's telephone": "+31 78 123 45 67",
    "account's e-mail": "marit@wijkteam.example",
    "authenticator's secret": "JBSWY3DPEHPK3PXQ",
    "shared item": need_item(Condition.FEW_PEOPLE).partition(":")[2],
    "why somebody registered": "Wij zoeken een lasser met geduld",
    "why a coach looked": "Haar moeder belde mij ongerust op",
    "who signs along": "Grootmoeder Philomena",
    "who signs along, e-mail": "philomena@familie.example",
    "what is wrong": "Mijn zus staat er niet goed in",
    "what the coach answered": "Dat klopt, ik heb het verbeterd",
    "whom a mail is about": "Jonathan Winterboer",
    "to whom a mail went": "gast@postvak.example",
    "what was shown": "het_lijkt_te_druk",
    "what the matcher knew": "kan_niet_tegen_lawaai",
    "who looked": "Theodora van Kijkhuizen",
    "why it was looked at": "Overdracht na verhuizing",
    "card": new_card(),
    "mailed code": f"code {new_code()}",
    "link": new_secret(),
    "who tried to get in": "indringer@elders.example",
}


def fill(session: Session) -> None:
    make = Make(session)
    user = make.coach(name="Anna", email=SECRETS["account's e-mail"], totp=SECRETS["authenticator's secret"])
    make.employer(contact_email=SECRETS["employer's e-mail"], contact_telephone=SECRETS["employer's telephone"])
    youth = make.youth(
        needs={SECRETS["needs"]: 3},
        urgent=[SECRETS["urgent"]],
        notes=SECRETS["notes"],
        bears={SECRETS["what is too much"]: 0},
        story=SECRETS["own words"],
        older_reason=SECRETS["why somebody of 27 is here"],
        email=SECRETS["youth's e-mail"],
        telephone=SECRETS["youth's telephone"],
    )
    fill_who_may_see_what(session, make, youth, user)
    make_ticket(session, TicketKind.CARD, at=NOW, user=user, secret=SECRETS["card"])
    make_ticket(session, TicketKind.CODE, at=NOW, user=user, secret=SECRETS["mailed code"], asked_by="a browser")
    make_ticket(session, TicketKind.RESET, at=NOW, user=user, secret=SECRETS["link"])
    session.commit()
    youth.notes = SECRETS["notes"] * 2
    session.commit()


def fill_who_may_see_what(session: Session, make: Make, youth: Youth, coach: User) -> None:
    make.membership(reason=SECRETS["why somebody registered"])
    make.stated_reason(coach, youth, reason=SECRETS["why a coach looked"])
    make.consent(make.proposal(youth=youth), need_item(Condition(SECRETS["shared item"])))
    make.along(youth, name=SECRETS["who signs along"], email=SECRETS["who signs along, e-mail"])
    make.report(youth, words=SECRETS["what is wrong"], answer=SECRETS["what the coach answered"])
    make.shown(youth, content={"reasons": [SECRETS["what was shown"]]})
    make.kept_profile(youth, content={"needs": [SECRETS["what the matcher knew"]]})
    make.audit_entry(youth, by=7, name=SECRETS["who looked"], reason=SECRETS["why it was looked at"])
    facts = {"name": SECRETS["whom a mail is about"], "secret": SECRETS["link"], "code": SECRETS["mailed code"]}
    outbox.put(session, MailKind.SIGN_ALONG, at=NOW, to=SECRETS["to whom a mail went"], youth=youth, facts=facts)


def found_in(files: list[Path]) -> set[str]:
    """The names of secrets of which a telling part stands in the files, in any of the ways text is written down."""
    content = b"".join(path.read_bytes() for path in files).lower()
    parts = {name: {secret, *secret.split("@"), secret.replace(" ", "")} for name, secret in SECRETS.items()}
    return {
        name
        for name, texts in parts.items()
        for text in texts
        for encoding in ("utf-8", "utf-16-le", "utf-16-be")
        if text.lower().encode(encoding) in content
    }


class TestTheFile:
    def test_reveals_nothing_before_and_after_the_log_is_folded_in(self, tmp_path: Path) -> None:
        url = f"sqlite:///{tmp_path / 'plek.db'}"
        schema.upgrade(url)
        engine = make_engine(url)
        with engine.connect() as kept_open:
            with Session(engine) as session:
                fill(session)
            while_open = list(tmp_path.iterdir())
            assert "plek.db-wal" in {path.name for path in while_open}
            assert found_in(while_open) == set()
            assert kept_open.exec_driver_sql("SELECT count(*) FROM youth").scalar() == 1
        engine.dispose()

        assert found_in(list(tmp_path.iterdir())) == set()

    def test_reveals_no_cookie(self, tmp_path: Path) -> None:
        url = f"sqlite:///{tmp_path / 'plek.db'}"
        schema.upgrade(url)
        engine = make_engine(url)
        with Session(engine) as session:
            coach = Make(session).coach()
            cookie = sign_ins.begin(session, coach, role=RoleName.COACH, lasting=False, device="Firefox", at=NOW)
            session.commit()
            assert sign_ins.find(session, cookie, at=NOW + timedelta(hours=1), on=TODAY)
        engine.dispose()

        assert cookie.encode() not in b"".join(path.read_bytes() for path in tmp_path.iterdir())

    def test_with_the_limits_beside_it_does_not_tell_who_tried(self, tmp_path: Path) -> None:
        engine = make_engine(f"sqlite:///{tmp_path / 'plek.db'}")
        limits = limits_for(engine, str(tmp_path / "limits.db"))
        limits.count(Limit.CODES_ASKED, SECRETS["who tried to get in"])
        limits.counters.engine.dispose()

        assert {path.name for path in tmp_path.iterdir()} == {"limits.db"}
        assert found_in(list(tmp_path.iterdir())) == set()

    def test_the_search_itself_finds_what_is_in_the_open(self, tmp_path: Path) -> None:
        (tmp_path / "open").write_text(" ".join(SECRETS.values()), encoding="utf-8")

        assert found_in(list(tmp_path.iterdir())) == set(SECRETS)

    def test_with_the_keys_everything_is_there(self, session: Session) -> None:
        fill(session)
        session.expire_all()
        youth = session.query(Youth).one()

        assert youth.email == SECRETS["youth's e-mail"]
        assert youth.telephone == SECRETS["youth's telephone"]
        assert SECRETS["needs"] in youth.profile(on=TODAY).needs
