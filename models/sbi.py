"""From an employer's main activity to the sort of work.

SBI is Statistics Netherlands' refinement of NACE; both the edition of 2008 (NACE Rev. 2) and the codes that are new in
2025 (NACE Rev. 2.1) are read. Which sector an activity belongs to is our judgement, seen from the work on the floor.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from matcher.vocabulary import Sector

# Mining, industry, energy and water; printing (18) stands with the creative work.
_INDUSTRY: Final = tuple(f"{division:02}" for division in range(5, 38) if division not in {7, 18})

# The longest beginning that is listed wins. What is left out says too little about the work: temporary
# employment (78), holdings, hospitality of all sorts in one hand.
SECTORS: Final[dict[Sector, tuple[str, ...]]] = {
    Sector.GREEN: ("01", "02", "813"),
    Sector.ANIMALS: ("014", "0162", "03", "75", "9104", "9141"),
    Sector.TECHNIQUE: (*_INDUSTRY, "432", "452", "454", "71", "95"),
    Sector.KITCHEN: ("1013", "1071", "1072", "1085", "562"),
    Sector.CONSTRUCTION: ("41", "42", "43"),
    Sector.SHOP: ("45", "47", "77"),
    Sector.WAREHOUSE: ("46", "521", "8292"),
    Sector.LOGISTICS: ("49", "50", "51", "52", "53"),
    Sector.CATERING: ("55", "56"),
    Sector.CREATIVE: ("18", "58", "59", "60", "73", "74", "90", "91"),
    Sector.ICT: ("61", "62", "63"),
    Sector.OFFICE: ("64", "65", "66", "68", "69", "70", "72", "79", "82", "94"),
    Sector.CLEANING: ("812", "9601", "9610", "97"),
    Sector.REUSE: ("38", "39", "4779"),
    Sector.MUNICIPALITY: ("84",),
    Sector.EDUCATION: ("85",),
    Sector.SPORT: ("8551", "93"),
    Sector.CARE: ("86", "87", "88"),
    Sector.HAIRDRESSING: ("9602", "962"),
}

_BY_START: Final = {start: sector for sector, starts in SECTORS.items() for start in starts}


@cache
def sector_of(sbi: str | None) -> Sector | None:
    """The sector of an SBI code without dots, or None."""
    code = sbi or ""
    starts = (code[:length] for length in range(len(code), 1, -1))
    return next((_BY_START[start] for start in starts if start in _BY_START), None)
