"""Interests of occupations: their own, or those of the nearest group that has any."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.profiles import Interests
from models.occupation import InterestsFrom, Occupation
from tests.services.importing.conftest import LABELLED_LINK, LINK, OCCUPATION, POSTCODE, Write, interests_of
from web.services.importing.interests import TYPES, WITHOUT_SCORES, import_interests, to_unit
from web.services.importing.occupations import import_occupations
from web.services.importing.reading import WrongFile

CODE = LINK["onet_code"]
LEVELS = (7.0, 4.0, 1.0, 2.5, 5.5, 1.0)
AS_INTERESTS = (1.0, 0.5, 0.0, 0.25, 0.75, 0.0)


def uri(number: int) -> str:
    return f"http://data.europa.eu/esco/occupation/{number}"


@pytest.fixture
def catalogue(session: Session, write: Write) -> None:
    """Five occupations, each a step farther from the first: same unit, minor, sub-major and major group."""
    groups = enumerate(["5164", "5164", "5169", "5111", "5311"], start=1)
    rows = [{**OCCUPATION, "conceptUri": uri(number), "iscoGroup": isco} for number, isco in groups]
    import_occupations(session, [write(rows)])


def found(session: Session, number: int = 1) -> tuple[Interests | None, InterestsFrom | None]:
    kept = session.scalars(select(Occupation).where(Occupation.uri == uri(number))).one()
    return kept.interests, kept.interests_from


class TestOwnScores:
    def test_levels_of_1_to_7_become_0_to_1(self) -> None:
        assert [to_unit(level) for level in (1, 4, 7)] == [0, 0.5, 1]

    @pytest.mark.usefixtures("catalogue")
    def test_scores_come_in_the_order_of_the_six_types(self, session: Session, write: Write) -> None:
        rows = interests_of(CODE, *LEVELS)

        import_interests(session, [write(rows[::-1]), write([LINK])])

        assert found(session) == (AS_INTERESTS, InterestsFrom.OWN)

    @pytest.mark.usefixtures("catalogue")
    def test_other_scales_are_passed_over(self, session: Session, write: Write) -> None:
        high_point = {"O*NET-SOC Code": CODE, "Element Name": "Realistic", "Scale ID": "IH", "Data Value": "3"}

        import_interests(session, [write([*interests_of(CODE, *LEVELS), high_point]), write([LINK])])

        assert found(session)[0] == AS_INTERESTS

    @pytest.mark.usefixtures("catalogue")
    def test_of_several_codes_the_surest_with_scores_counts(self, session: Session, write: Write) -> None:
        links = [
            {**LINK, "onet_code": "1", "confidence": "0.5"},
            {**LINK, "onet_code": "2", "confidence": "1.0"},
            {**LINK, "onet_code": "3", "confidence": "2.0"},  # the surest, but without scores
        ]
        scores = [*interests_of("1", *[1.0] * 6), *interests_of("2", *LEVELS)]

        import_interests(session, [write(scores), write(links)])

        assert found(session)[0] == AS_INTERESTS

    @pytest.mark.usefixtures("catalogue")
    def test_of_equally_sure_codes_the_mean_counts(self, session: Session, write: Write) -> None:
        scores = [*interests_of("1", *[1.0] * 6), *interests_of("2", *[4.0] * 6)]

        import_interests(session, [write(scores), write([{**LINK, "onet_code": code} for code in "12"])])

        assert found(session)[0] == (0.25,) * 6


class TestWithoutOwnScores:
    @pytest.mark.usefixtures("catalogue")
    def test_the_nearest_group_with_scores_stands_in_and_is_named(self, session: Session, write: Write) -> None:
        report = import_interests(session, [write(interests_of(CODE, *LEVELS)), write([LINK])])

        assert [found(session, number) for number in range(1, 6)] == [
            (AS_INTERESTS, InterestsFrom.OWN),
            (AS_INTERESTS, InterestsFrom.ISCO4),
            (AS_INTERESTS, InterestsFrom.ISCO3),
            (AS_INTERESTS, InterestsFrom.ISCO2),
            (None, None),
        ]
        assert report.tallies == {"own": 1, "isco4": 1, "isco3": 1, "isco2": 1, "unknown": 1}

    @pytest.mark.usefixtures("catalogue")
    def test_a_group_is_the_mean_of_own_scores_only(self, session: Session, write: Write) -> None:
        scores = [*interests_of("1", *[1.0] * 6), *interests_of("2", *[7.0] * 6)]
        links = [{**LINK, "onet_code": "1"}, {**LINK, "onet_code": "2", "concept_uri": uri(3)}]

        import_interests(session, [write(scores), write(links)])

        assert found(session, 2) == ((0.0,) * 6, InterestsFrom.ISCO4)
        assert found(session, 4) == ((0.5,) * 6, InterestsFrom.ISCO2)


class TestReport:
    @pytest.mark.usefixtures("catalogue")
    def test_codes_without_scores_are_named(self, session: Session, write: Write) -> None:
        links = [LINK, {**LINK, "concept_uri": uri(2), "onet_code": "99-9999.00"}]

        report = import_interests(session, [write(interests_of(CODE, *LEVELS)), write(links)])

        assert report.findings[WITHOUT_SCORES] == ["99-9999.00"]

    @pytest.mark.usefixtures("catalogue")
    def test_links_of_unknown_occupations_are_left_out(self, session: Session, write: Write) -> None:
        links = [LINK, {**LINK, "concept_uri": uri(9)}]

        report = import_interests(session, [write(interests_of(CODE, *LEVELS)), write(links)])

        assert [(row.line, row.key) for row in report.left_out] == [(3, uri(9))]

    @pytest.mark.usefixtures("catalogue")
    @pytest.mark.parametrize("level", ["0.9", "7.1", "nan", "high", ""])
    def test_a_code_with_a_score_that_cannot_be_is_left_out(self, session: Session, write: Write, level: str) -> None:
        scores = [*interests_of(CODE, *LEVELS), *interests_of("2", *LEVELS)]
        scores[0]["Data Value"] = level

        report = import_interests(session, [write(scores), write([LINK])])

        assert found(session) == (None, None)
        assert [row.reason for row in report.left_out] == [
            "the score is not a number from 1 to 7",
            "has no score for Realistic",
        ]

    @pytest.mark.usefixtures("catalogue")
    def test_rows_that_repeat_are_left_out(self, session: Session, write: Write) -> None:
        scores = interests_of(CODE, *LEVELS)

        report = import_interests(session, [write([*scores, scores[0]]), write([LINK, LINK])])

        assert [row.reason for row in report.left_out] == ["stands on line 2 already"] * 2

    @pytest.mark.usefixtures("catalogue")
    def test_a_link_without_a_number_for_its_confidence_is_left_out(self, session: Session, write: Write) -> None:
        links = [LINK, {**LINK, "concept_uri": uri(2), "confidence": "sure"}]

        report = import_interests(session, [write(interests_of(CODE, *LEVELS)), write(links)])

        assert [row.reason for row in report.left_out] == ["confidence is not a number"]

    @pytest.mark.usefixtures("catalogue")
    def test_the_same_files_change_nothing(self, session: Session, write: Write) -> None:
        paths = [write(interests_of(CODE, *LEVELS)), write([LINK])]
        first = import_interests(session, paths)

        second = import_interests(session, paths)

        assert (first.new, first.changed, first.same) == (4, 0, 1)
        assert (second.new, second.changed, second.same) == (0, 0, 5)


class TestLabels:
    @pytest.mark.usefixtures("catalogue")
    def test_the_labelled_crosswalk_names_occupations_in_english(self, session: Session, write: Write) -> None:
        labelled = [LABELLED_LINK, {"conceptUri": uri(2), "label_en": "groomer", "onet_code": "", "confidence": ""}]

        import_interests(session, [write([LINK]), write(interests_of(CODE, *LEVELS)), write(labelled)])

        labels = {kept.uri: kept.label_en for kept in session.scalars(select(Occupation))}
        assert labels[uri(1)] == "animal care attendant"
        assert labels[uri(2)] == "groomer"
        assert labels[uri(3)] is None

    @pytest.mark.usefixtures("catalogue")
    def test_a_labelled_crosswalk_with_scores_will_do_alone(self, session: Session, write: Write) -> None:
        import_interests(session, [write([LABELLED_LINK | dict(zip(TYPES, map(str, LEVELS), strict=True))])])

        assert found(session) == (AS_INTERESTS, InterestsFrom.OWN)


class TestNotEnough:
    @pytest.mark.usefixtures("catalogue")
    def test_scores_without_a_crosswalk(self, session: Session, write: Write) -> None:
        with pytest.raises(WrongFile, match="a crosswalk from ESCO to O\\*NET is needed"):
            import_interests(session, [write(interests_of(CODE, *LEVELS))])

    @pytest.mark.usefixtures("catalogue")
    def test_a_crosswalk_without_scores(self, session: Session, write: Write) -> None:
        with pytest.raises(WrongFile, match="table of interests is needed"):
            import_interests(session, [write([LINK])])

    def test_no_occupations_yet(self, session: Session, write: Write) -> None:
        with pytest.raises(WrongFile, match="import the occupations first"):
            import_interests(session, [write(interests_of(CODE, *LEVELS)), write([LINK])])

    def test_another_kind_of_file(self, session: Session, write: Write) -> None:
        with pytest.raises(WrongFile, match="is a table of postcodes"):
            import_interests(session, [write([POSTCODE])])
