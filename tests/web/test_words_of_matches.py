"""Whatever the matcher really says can be read by every reader in both languages."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings

from matcher import compare
from matcher.match import Match, Reason
from matcher.profiles import PlaceProfile, YouthProfile
from tests.matcher.strategies import ON, SKILLS, places, youths
from tests.web.reading import LANGUAGES, broken, speaking, too_long
from web.words import Reader, Words

NAMES = dict.fromkeys(SKILLS, "vorkheftruck rijden")


def reasons(match: Match) -> Iterator[Reason]:
    for part in match.parts.values():
        yield from part.reasons
    yield from (*match.refusals, *match.strengths, *match.to_ask, *match.to_arrange)


def said(match: Match, place: PlaceProfile, reader: Reader) -> list[str]:
    teller = Words(reader, name="Noa", coach="Marit", tasks=["Tafels dekken"] * len(place.tasks), skills=NAMES)
    changes = (*match.changes, *filter(None, [match.obstacle]))
    return [*map(teller.reason, reasons(match)), *map(teller.change, changes)]


@pytest.mark.parametrize("language", LANGUAGES)
class TestAMatch:
    @pytest.mark.parametrize("reader", Reader)
    @settings(max_examples=60)
    @given(youth=youths(), place=places())
    def test_is_said_without_gaps_and_codes(
        self, language: str, reader: Reader, youth: YouthProfile, place: PlaceProfile
    ) -> None:
        with speaking(language):
            sentences = said(compare(youth, place, on=ON), place, reader)
        assert [sentence for sentence in sentences if broken(sentence)] == []

    @settings(max_examples=60)
    @given(youth=youths(), place=places())
    def test_is_told_to_a_youth_in_short_sentences(
        self, language: str, youth: YouthProfile, place: PlaceProfile
    ) -> None:
        with speaking(language):
            sentences = said(compare(youth, place, on=ON), place, Reader.YOUTH)
        assert [sentence for sentence in sentences if too_long(sentence)] == []
