"""A database file alone, with what SQLite keeps beside it, tells nothing that is sensitive."""

from pathlib import Path

from sqlalchemy.orm import Session

from models import schema
from models.engine import make_engine
from models.youth import Youth
from tests.make import TODAY, Make

SECRETS = {
    "needs": "place_to_withdraw",
    "urgent": "childcare",
    "notes": "Komt soms laat door de zorg voor haar broertje",
    "youth's e-mail": "samira@geheim.example",
    "youth's telephone": "06 1234 5678",
    "employer's e-mail": "inkoop@kwekerij.example",
    "employer's telephone": "+31 78 123 45 67",
    "account's e-mail": "marit@wijkteam.example",
}


def fill(session: Session) -> None:
    make = Make(session)
    make.coach(name="Anna", email=SECRETS["account's e-mail"])
    make.employer(contact_email=SECRETS["employer's e-mail"], contact_telephone=SECRETS["employer's telephone"])
    youth = make.youth(
        needs={SECRETS["needs"]: 3},
        urgent=[SECRETS["urgent"]],
        notes=SECRETS["notes"],
        email=SECRETS["youth's e-mail"],
        telephone=SECRETS["youth's telephone"],
    )
    session.commit()
    youth.notes = SECRETS["notes"] * 2
    session.commit()


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
