"""Two values of one row side by side, as somebody reads them."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from matcher.profiles import Offer, WeekTime
from matcher.vocabulary import Ability, Condition, LifeMatter
from models.task import DayPart, Often
from web.differences import differences_in_words
from web.services.errors import Difference, Stale


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    app = Flask("web")
    Babel(app, default_translation_directories="translations")
    with app.test_request_context(), force_locale("en"):
        yield


def row(name, kept, sent, names=None):
    (found,) = differences_in_words(Stale(2, [Difference(name, kept, sent)]), names)
    return found


class TestADifference:
    @pytest.mark.parametrize(
        ("name", "kept", "sent", "shown"),
        [
            ("story", None, "Ik fiets.", ("Story", "", "Ik fiets.")),
            ("pay", 1499, 0, ("Pay an hour", "€14.99", "€0")),
            ("school_minutes", 750, None, ("School a week", "12.5 hours", "")),
            ("times", (WeekTime(0, 540, 720),), None, ("Times", "Monday 9:00-12:00", "")),
            ("day_parts", ((2, DayPart.MORNING),), (), ("Parts of the day", "Wednesday morning", "")),
            ("qualified", True, None, ("Qualification", "yes", "")),
        ],
    )
    def test_is_in_words_on_both_sides(self, name, kept, sent, shown):
        assert row(name, kept, sent) == shown

    def test_of_many_values_is_only_what_differs(self):
        kept = {Condition.QUIET_SPOT: 3, Condition.BUDDY: 1}
        sent = {Condition.QUIET_SPOT: 3, Condition.BUDDY: 2, Condition.MASTER: 0}

        found = differences_in_words(Stale(2, [Difference("needs", kept, sent)]))

        assert [line[1:] for line in found] == [("nice to have", "needed"), ("", "not needed")]
        assert all(line[0].startswith("What helps at work: ") for line in found)

    def test_of_offers_asks_and_views_never_shows_a_code(self):
        shown = [
            row("offers", {Condition.BUDDY: Offer(1, 3)}, {Condition.BUDDY: Offer(0, 0)}),
            row("asks", {Ability.READING: {"level": 2, "often": Often.ALWAYS}}, {}),
            row("own.reading", 4, None),
            row("urgent", frozenset({LifeMatter.MONEY}), frozenset()),
        ]

        assert shown[0][1:] == ("now 1 of 3, can become 3", "now 0 of 3, can become 0")
        assert shown[1][1:] == ("2 (always)", "")
        assert shown[2][1] not in {"4", ""}
        assert shown[3][1] == "money"

    def test_of_skills_has_their_names(self):
        names = {"plek:skill:a": "snoeien", "12": "kweker"}

        assert row("goals", frozenset({"plek:skill:a"}), frozenset(), names)[1] == "snoeien"
        assert row("occupation_id", 12, None, names)[1] == "kweker"

    def test_where_one_side_is_not_known_at_all_is_one_line(self):
        assert row("demands", None, {})[1:] == ("", "")
