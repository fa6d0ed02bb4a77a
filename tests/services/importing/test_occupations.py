"""Occupations and their groups, in files of any order."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.occupation import Occupation, OccupationGroup
from models.search_index import SearchIndex
from tests.services.importing.conftest import GROUP, OCCUPATION, POSTCODE, Write
from web.services.importing.occupations import import_occupations
from web.services.importing.reading import WrongFile


def only_occupation(session: Session) -> Occupation:
    return session.scalars(select(Occupation)).one()


class TestOccupations:
    def test_an_occupation_is_kept_with_its_labels(self, session: Session, write: Write) -> None:
        import_occupations(session, [write([OCCUPATION])])

        kept = only_occupation(session)
        assert (kept.scheme, kept.uri, kept.isco) == ("esco", OCCUPATION["conceptUri"], "5164")
        assert kept.label_nl == "dierenverzorger"
        assert kept.alt_labels == ("verzorger van dieren", "oppasser")
        assert kept.description == OCCUPATION["description"]
        assert kept.interests is None

    def test_other_labels_are_kept_once_and_without_the_preferred_one(self, session: Session, write: Write) -> None:
        labels = "oppasser\r\n\r\n oppasser \ndierenverzorger"

        import_occupations(session, [write([{**OCCUPATION, "altLabels": labels}])])

        assert only_occupation(session).alt_labels == ("oppasser",)

    def test_groups_and_occupations_come_in_any_order(self, session: Session, write: Write) -> None:
        reports = import_occupations(session, [write([OCCUPATION]), write([GROUP])])

        assert {report.subject: report.new for report in reports} == {"occupations": 1, "ISCO groups": 1}
        assert session.get_one(OccupationGroup, "5164").label_nl == "Dierenverzorgers"

    @pytest.mark.parametrize(
        "values",
        [
            {"conceptUri": "occupation 1"},
            {"conceptUri": "http://" + "x" * 500},
            {"iscoGroup": "516"},
            {"iscoGroup": "٥١٦٤"},
            {"preferredLabel": ""},
            {"preferredLabel": "x" * 501},
            {"description": "x" * 10_001},
            {"altLabels": "\n".join(map(str, range(1_001)))},
        ],
    )
    def test_a_value_that_cannot_be_is_left_out_with_its_reason(
        self, session: Session, write: Write, values: dict[str, str]
    ) -> None:
        [report] = import_occupations(session, [write([{**OCCUPATION, **values}])])

        assert report.new == 0
        assert report.left_out[0].line == 2
        assert report.left_out[0].reason

    @pytest.mark.parametrize("values", [{"code": "51640"}, {"code": "dieren"}, {"preferredLabel": ""}])
    def test_a_group_that_cannot_be_is_left_out(self, session: Session, write: Write, values: dict[str, str]) -> None:
        [report] = import_occupations(session, [write([{**GROUP, **values}])])

        assert len(report.left_out) == 1

    def test_the_second_of_two_rows_with_one_uri_is_left_out(self, session: Session, write: Write) -> None:
        [report] = import_occupations(session, [write([OCCUPATION, OCCUPATION])])

        assert report.new == 1
        assert [(row.line, row.reason) for row in report.left_out] == [(4, "stands on line 2 already")]


class TestAgain:
    def test_the_same_files_change_nothing_and_learn_nothing_anew(self, session: Session, write: Write) -> None:
        paths = [write([OCCUPATION]), write([GROUP])]
        import_occupations(session, paths)
        learned = session.scalars(select(SearchIndex)).one()
        content = learned.content

        reports = import_occupations(session, paths)

        assert [(report.new, report.changed, report.same) for report in reports] == [(0, 0, 1), (0, 0, 1)]
        assert learned.content is content

    def test_a_newer_file_changes_what_differs_and_keeps_the_interests(self, session: Session, write: Write) -> None:
        import_occupations(session, [write([OCCUPATION])])
        kept = only_occupation(session)
        kept.interests, kept.interests_from, kept.label_en = (0.5,) * 6, "own", "animal carer"
        session.flush()

        [report] = import_occupations(session, [write([{**OCCUPATION, "description": "Anders."}])])

        assert (report.new, report.changed, report.same) == (0, 1, 0)
        assert (kept.description, kept.interests, kept.label_en) == ("Anders.", (0.5,) * 6, "animal carer")

    def test_one_wrong_file_among_right_ones_changes_nothing(self, session: Session, write: Write) -> None:
        with pytest.raises(WrongFile, match="table of postcodes"):
            import_occupations(session, [write([OCCUPATION]), write([POSTCODE])])

        assert session.scalar(select(func.count()).select_from(Occupation)) == 0
