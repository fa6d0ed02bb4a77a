"""After an import whoever keeps places and youths in memory reads everything anew, and is told so by one row."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.change import PlaceChange, changes_since, latest
from tests.make import Make
from tests.services.importing.conftest import LINK, OCCUPATION, POSTCODE, Write, interests_of
from web.services.importing.interests import import_interests
from web.services.importing.occupations import import_occupations
from web.services.importing.postcodes import import_postcodes
from web.services.importing.reading import WrongFile


@pytest.fixture
def known(session: Session, make: Make, write: Write) -> int:
    """The newest number in a database with a place and an occupation."""
    make.place()
    import_occupations(session, [write([OCCUPATION])])
    session.commit()
    return latest(session)


def is_told_once(session: Session, known: int) -> bool:
    """Whether one rebuild, and nothing else, was written since."""
    session.commit()
    changes = changes_since(session, known)
    return changes.rebuild and changes.broken is None and list(session.scalars(select(PlaceChange.seq))) == [known + 1]


class TestARebuild:
    def test_follows_postcodes(self, session: Session, write: Write, known: int) -> None:
        import_postcodes(session, write([POSTCODE]))

        assert is_told_once(session, known)

    def test_follows_occupations(self, session: Session, write: Write, known: int) -> None:
        import_occupations(session, [write([OCCUPATION])])

        assert is_told_once(session, known)

    def test_follows_interests(self, session: Session, write: Write, known: int) -> None:
        import_interests(session, [write(interests_of(LINK["onet_code"], 1, 2, 3, 4, 5, 6)), write([LINK])])

        assert is_told_once(session, known)

    def test_does_not_follow_a_file_that_was_refused(self, session: Session, write: Write, known: int) -> None:
        with pytest.raises(WrongFile):
            import_postcodes(session, write("nothing of use"))
        session.commit()

        assert latest(session) == known
