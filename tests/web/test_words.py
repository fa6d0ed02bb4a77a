"""Every code has a sentence for every reader in both languages."""

from collections.abc import Iterator
from typing import Any

import pytest

from matcher.codes import CHANGE_FACTS, FACTS, REFUSAL_FACTS, ChangeCode, ReasonCode
from matcher.match import Change, Reason
from matcher.profiles import PlaceProfile, YouthProfile
from matcher.vocabulary import Ability, Band, Condition, Kind, Means, PartKey, Refusal, Who
from tests.web.reading import LANGUAGES, broken, speaking
from web.sentences import CHANGES, REASONS
from web.words import YOUTH_BANDS, Reader, Words, capital, euros

# One plausible value for each fact a reason can carry.
SAMPLES: dict[str, Any] = {
    "types": ("R", "S"),
    "wish": "animals",
    "ability": Ability.PUNCTUALITY,
    "demand": "lifting_10",
    "condition": Condition.QUIET_SPOT,
    "asked": 4,
    "has": 2,
    "bears": 1,
    "task": 0,
    "share": 0.5,
    "low": 1,
    "high": 4,
    "skill": "urn:plek:skill:vca-basis",
    "goal": "urn:plek:skill:vca-basis",
    "licences": ("urn:plek:skill:vca-basis",),
    "language": "nl",
    "need": 3,
    "level": 1,
    "arrangeable": 2,
    "pressure": 2,
    "minutes": 23.4,
    "means": Means.BICYCLE,
    "longest": 40,
    "about": True,
    "least": 16,
    "most": 24.5,
    "gap": 4,
    "offered": 16,
    "wanted": 20,
    "flexible": False,
    "hours": 3.5,
    "weekdays": (0, 5),
    "earned": 90_000,
    "needed": 150_000,
    "hazards": ("tractor",),
    "missing": ("school_minutes", "qualified", "exempt", "hours"),
    "age": 17,
    "to": 1,
    "until": "2026-12-01",
    "pay": 1200,
    "minimum": 1499,
    "valid_from": "2026-07-01",
    "assumed": True,
    "period": "week_with_school",
}


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    with speaking(request.param):
        yield request.param


@pytest.fixture
def dutch() -> Iterator[None]:
    with speaking("nl"):
        yield


@pytest.fixture
def english() -> Iterator[None]:
    with speaking("en"):
        yield


def words(reader: Reader) -> Words:
    return Words(reader, name="Noa", coach="Marit", tasks=("Tafels dekken",), skills={})


def reasons() -> list[Reason]:
    known = [Reason(code, {name: SAMPLES[name] for name in FACTS[code]}) for code in ReasonCode]
    refused = [Reason(code, {name: SAMPLES[name] for name in REFUSAL_FACTS[code]}) for code in Refusal]
    return known + refused


def changes() -> list[Change]:
    youth, place = YouthProfile(1), PlaceProfile(1, kind=Kind.OPENING, seats=1, open=True)
    return [
        Change(PartKey.SUPPORT, code, {name: SAMPLES[name] for name in CHANGE_FACTS[code]}, who, 0.5, youth, place)
        for code in ChangeCode
        for who in Who
    ]


def said(reader: Reader) -> list[str]:
    teller = words(reader)
    return [teller.reason(reason) for reason in reasons()] + [teller.change(change) for change in changes()]


class TestEveryCode:
    def test_has_a_sentence_for_each_reader(self) -> None:
        assert set(REASONS) == set(ReasonCode) | set(Refusal)
        assert set(CHANGES) == set(ChangeCode)

    @pytest.mark.parametrize("reader", list(Reader))
    def test_is_said_without_gaps_in_each_language(self, language: str, reader: Reader) -> None:
        assert [sentence for sentence in said(reader) if broken(sentence)] == []

    @pytest.mark.parametrize("reader", list(Reader))
    def test_is_said_differently_in_dutch_and_in_english(self, reader: Reader) -> None:
        with speaking("nl"):
            in_dutch = said(reader)
        with speaking("en"):
            in_english = said(reader)
        assert all(nl != en for nl, en in zip(in_dutch, in_english, strict=True))


class TestYouth:
    def test_has_no_bad_word_for_a_fit(self) -> None:
        assert Band.DOES_NOT_FIT_NOW not in YOUTH_BANDS


@pytest.mark.usefixtures("dutch")
class TestFacts:
    def test_a_journey_of_no_distance_takes_a_minute(self) -> None:
        facts = {"minutes": 0.2, "means": Means.BICYCLE, "longest": 40, "about": True}
        assert spoken(ReasonCode.TRAVEL_NEAR, facts) == "Het is dichtbij: ongeveer 1 minuut fietsen."

    def test_a_measured_journey_is_not_called_about(self) -> None:
        facts = {"minutes": 12, "means": Means.BICYCLE, "longest": 40, "about": False}
        assert spoken(ReasonCode.TRAVEL_NEAR, facts) == "Het is dichtbij: 12 minuten fietsen."

    def test_hours_that_are_always_the_same_are_said_once(self) -> None:
        assert spoken(ReasonCode.HOURS_FIT, {"least": 24, "most": 24}) == "De uren passen bij je: 24 uur per week."

    def test_a_span_of_hours_is_said_with_halves_where_there_are(self) -> None:
        sentence = spoken(ReasonCode.HOURS_FIT, {"least": 16, "most": 24.5})
        assert sentence == "De uren passen bij je: 16 tot 24,5 uur per week."

    def test_a_coach_reads_the_level_of_a_language_by_its_name(self) -> None:
        facts = {"language": "nl", "asked": 3, "has": 1}
        assert spoken(ReasonCode.LANGUAGE_SHORT, facts, Reader.COACH) == "Nederlands: gevraagd B1, heeft A1"

    def test_interests_without_one_that_stands_out_are_this_kind_of_work(self) -> None:
        assert spoken(ReasonCode.INTERESTS_MATCH, {"types": []}) == "Dit vind je leuk: dit soort werk. Dat doe je hier."

    def test_a_minimum_wage_of_a_day_to_come_is_said_to_be_unsure(self) -> None:
        facts = {name: SAMPLES[name] for name in REFUSAL_FACTS[Refusal.BELOW_MINIMUM_WAGE]}
        sure = spoken(Refusal.BELOW_MINIMUM_WAGE, {**facts, "assumed": False}, Reader.COACH)
        unsure = spoken(Refusal.BELOW_MINIMUM_WAGE, facts, Reader.COACH)
        assert unsure == f"{sure} (het bedrag voor die dag is nog niet bekend)"


class TestACapital:
    def test_of_een_loses_its_accent_as_dutch_writes_it(self) -> None:
        assert capital("één taak tegelijk") == "Eén taak tegelijk"
        assert capital("écht werk") == "Écht werk"


class TestMoney:
    @pytest.mark.usefixtures("dutch")
    def test_shows_cents_an_hour_and_whole_euros_a_month(self) -> None:
        assert euros(1499).replace("\xa0", " ") == "€ 14,99"
        assert euros(123_456).replace("\xa0", " ") == "€ 1.235"

    @pytest.mark.usefixtures("english")
    def test_stands_against_its_sign_in_english(self) -> None:
        assert euros(1499) == "€14.99"
        assert euros(123_456) == "€1,235"


def spoken(code: ReasonCode | Refusal, facts: dict[str, Any], reader: Reader = Reader.YOUTH) -> str:
    return words(reader).reason(Reason(code, facts))
