"""From an employer's main activity to the sort of work."""

import pytest
from sqlalchemy.orm import Session

from matcher.vocabulary import Sector
from models.base import keyed_hash
from models.sbi import SECTORS, sector_of
from tests.make import Make


class TestSector:
    @pytest.mark.parametrize(
        ("sbi", "sector"),
        [
            ("0130", Sector.GREEN),
            ("8130", Sector.GREEN),
            ("0141", Sector.ANIMALS),
            ("7500", Sector.ANIMALS),
            ("1071", Sector.KITCHEN),
            ("25", Sector.TECHNIQUE),
            ("4321", Sector.TECHNIQUE),
            ("41", Sector.CONSTRUCTION),
            ("4711", Sector.SHOP),
            ("47791", Sector.REUSE),
            ("4941", Sector.LOGISTICS),
            ("52109", Sector.WAREHOUSE),
            ("5610", Sector.CATERING),
            ("5629", Sector.KITCHEN),
            ("6201", Sector.ICT),
            ("8121", Sector.CLEANING),
            ("8411", Sector.MUNICIPALITY),
            ("8520", Sector.EDUCATION),
            ("8710", Sector.CARE),
            ("9312", Sector.SPORT),
            ("9602", Sector.HAIRDRESSING),
            ("96211", Sector.HAIRDRESSING),
            ("7820", None),
            ("99", None),
            ("", None),
            (None, None),
        ],
    )
    def test_the_longest_beginning_tells(self, sbi: str | None, sector: Sector | None) -> None:
        assert sector_of(sbi) is sector

    def test_every_sector_can_be_reached_and_no_beginning_stands_twice(self) -> None:
        starts = [start for listed in SECTORS.values() for start in listed]

        assert set(SECTORS) == set(Sector)
        assert len(starts) == len(set(starts))

    def test_an_employer_has_the_sector_of_its_activity(self, make: Make) -> None:
        assert make.employer(sbi="4711").sector is Sector.SHOP


class TestContact:
    def test_the_contact_is_found_by_the_hash_of_the_address(self, session: Session, make: Make) -> None:
        employer = make.employer(contact_email="Inkoop@example.org")
        assert employer.contact_email_hash == keyed_hash("inkoop@example.org")

        employer.contact_email = None
        session.flush()

        assert employer.contact_email_hash is None
