"""What was shown is kept once, whole and unreadable, and comes out the same when it is made again."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import LargeBinary, delete, event, func, select, text, type_coerce, update
from sqlalchemy.orm import Session

from matcher import PlaceTable, Ranking, Reference, YouthTable, compare, rank_places, rank_youths
from matcher.profiles import Offer
from matcher.vocabulary import Band, Condition, Means, Wish
from models.account import RoleName
from models.place import PlaceState
from models.shown import KeptProfile, Shown
from models.youth import Youth
from tests.make import NOW, TODAY
from tests.matcher.conftest import engine as search_engine
from tests.matcher.make import place as make_place
from tests.matcher.make import youth as make_youth
from tests.matcher.strategies import SEEDS, Maker
from web.services import matching
from web.services.errors import NotFound
from web.services.explaining import Difference, Unreadable, What, explain
from web.services.showing import Draft, ListKind, drafts_of_youths, keep, note, noted, own_lists

__all__ = ["search_engine"]

NAMED = {"on": TODAY, "language": "nl"}
HOUR = timedelta(hours=1)


@pytest.fixture
def coach(make):
    return make.coach()


@pytest.fixture
def youth(make, coach):
    return make.youth(
        coach=coach,
        user=make.user(RoleName.YOUTH),
        x=105_000,
        y=425_000,
        reach={Means.BICYCLE: 40.0},
        needs={Condition.BUDDY: 2, Condition.QUIET_SPOT: 1},
        own={"reading": 2},
        seen={"reading": 4},
    )


@pytest.fixture
def places(make):
    """Three places, each of which fits a bit less, and one that is too far."""
    return [make.place(workplace=make.workplace(x=x, y=425_000), tasks=1) for x in (105_500, 108_000, 110_500, 190_000)]


@pytest.fixture
def list_of(session, coach) -> Callable[..., Shown]:
    """Keep the coach's list of a youth as it is now."""

    def list_of(youth: Youth, at=NOW, viewer=None, **asked: Any) -> Shown:
        matching.places_for(session, youth.id, actor=coach, **NAMED, **asked)
        (shown,) = keep(session, noted(session), viewer=viewer or coach, at=at)
        return shown

    return list_of


def count(session: Session, what: Any) -> int:
    return session.scalar(select(func.count()).select_from(what)) or 0


def drafts_for(session: Session, show: Callable[[], object]) -> list[Draft]:
    """What a service notes."""
    noted(session)
    show()
    return noted(session)


@pytest.fixture
def statements(session) -> Iterator[list[str]]:
    sent: list[str] = []

    def note_it(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        sent.append(statement)

    engine = session.get_bind().engine
    event.listen(engine, "before_cursor_execute", note_it)
    yield sent
    event.remove(engine, "before_cursor_execute", note_it)


class TestKeeping:
    def test_a_list_holds_its_results_in_order_with_counts_and_versions(self, session, coach, youth, places, list_of):
        found = matching.places_for(session, youth.id, actor=coach, where={"max_minutes": 30}, **NAMED)
        noted(session)

        shown = list_of(youth, where={"max_minutes": 30}, k=20)

        content = shown.content
        assert [result["place"] for result in content["matches"]] == [match.place_id for match in found.ranking.matches]
        assert [result["fit"][0] for result in content["matches"]] == [
            match.fit.value for match in found.ranking.matches
        ]
        assert (content["total"], content["refused_by"]) == (found.ranking.total, {"too_far": 1})
        assert (content["where"], content["k"], content["offset"]) == ({"max_minutes": 30}, 20, 0)
        assert (content["kind"], content["role"]) == ("coachs_list", "coach")
        assert (shown.on, shown.at) == (TODAY, NOW)
        assert shown.reference == Reference.default().version
        assert shown.software.startswith("0.1.0 ")

    def test_a_profile_is_kept_once_however_often_it_is_shown(self, session, youth, places, list_of):
        list_of(youth)
        list_of(youth, at=NOW + HOUR)

        assert count(session, KeptProfile) == 4  # the youth, and the three places that are not too far

    def test_a_profile_that_changed_is_kept_anew_and_the_old_one_stays(self, session, youth, places, list_of):
        list_of(youth)
        youth.needs = {Condition.BUDDY: 3}
        list_of(youth)

        assert count(session, select(KeptProfile).where(KeptProfile.youth_id == youth.id).subquery()) == 2

    def test_the_order_of_what_a_profile_holds_makes_no_other_profile(self, session, youth, places, list_of):
        list_of(youth)
        youth.needs = dict(reversed(youth.needs.items()))
        list_of(youth)

        assert count(session, select(KeptProfile).where(KeptProfile.youth_id == youth.id).subquery()) == 1

    def test_the_same_list_within_an_hour_is_one_row_and_the_first_moment_stays(self, session, youth, places, list_of):
        first = list_of(youth, at=NOW)
        again = list_of(youth, at=NOW + timedelta(minutes=20))

        assert (again.id, again.at, count(session, Shown)) == (first.id, NOW, 1)

    def test_another_hour_viewer_page_or_filter_is_another_row(self, session, make, youth, places, list_of):
        rows = [
            list_of(youth),
            list_of(youth, at=NOW + HOUR),
            list_of(youth, viewer=make.coach()),
            list_of(youth, k=2),
            list_of(youth, k=2, offset=2),
            list_of(youth, where={"max_minutes": 30}),
        ]

        assert len({row.id for row in rows}) == len(rows) == count(session, Shown)

    def test_rows_come_back_in_the_order_of_the_drafts_also_of_equal_ones(self, session, coach, youth, places):
        near, far = (compare_draft(youth, place) for place in places[:2])

        rows = keep(session, [far, near, far], viewer=coach, at=NOW)

        assert [row.content["matches"][0]["place"] for row in rows] == [places[1].id, places[0].id, places[1].id]
        assert rows[0].id == rows[2].id

    def test_nothing_shown_is_nothing_kept(self, session, coach, statements):
        assert keep(session, [], viewer=coach, at=NOW) == []
        assert statements == []

    def test_takes_three_statements_however_much_was_shown(self, session, make, coach, places, statements):
        youths = [make.youth(coach=coach, birth_date=None) for _ in range(5)]
        drafts = [compare_draft(youth, place) for youth in youths for place in places]
        session.flush()
        coach.id, coach.roles  # noqa: B018 -- read before counting begins
        statements.clear()

        keep(session, drafts, viewer=coach, at=NOW)
        assert len(statements) == 3

        statements.clear()
        keep(session, drafts, viewer=coach, at=NOW)
        assert len(statements) == 2  # every profile is known

    def test_nothing_of_a_profile_or_a_list_can_be_read_in_the_database(self, session, youth, places, list_of):
        list_of(youth)

        kept = [
            *session.scalars(select(type_coerce(KeptProfile.content, LargeBinary))),
            *session.scalars(select(type_coerce(Shown.content, LargeBinary))),
        ]
        assert len(kept) == 5
        for raw in map(bytes, kept):
            assert not any(word in raw for word in (b"buddy", b"needs", b"bicycle", b"fits_well", b"coachs_list", b"{"))

    def test_the_name_of_a_profile_cannot_be_guessed_without_the_key(self, session, youth, places, list_of):
        """A digest without a key would tell whoever guesses a profile that they guessed right."""
        list_of(youth)

        for digest, content in session.execute(select(KeptProfile.digest, KeptProfile.content)):
            assert digest != hashlib.sha256(content.encode()).hexdigest()

    def test_goes_with_the_youth_but_for_the_places(self, session, make, coach, youth, places, list_of):
        list_of(youth)
        session.execute(delete(Youth).where(Youth.id == youth.id))

        assert count(session, Shown) == 0
        assert set(session.scalars(select(KeptProfile.youth_id))) == {None}
        assert count(session, KeptProfile) == 3

    def test_stays_when_the_viewers_account_goes_and_still_comes_out_the_same(
        self, session, make, youth, list_of, places
    ):
        viewer = make.coach()
        shown = list_of(youth, viewer=viewer)
        session.delete(viewer)
        session.flush()
        session.expire_all()

        found = explain(session, shown.id)

        assert (found.shown.viewer_id, found.differences) == (None, [])


def compare_draft(youth, place) -> Draft:
    seeker, offered = youth.profile(on=TODAY), place.profile()
    match = compare(seeker, offered, on=TODAY, reference=Reference.default())
    return Draft(ListKind.PAIR, seeker, {place.id: offered}, (match,), on=TODAY)


class TestWhatPagesNote:
    """Each service that shows fits says so, once, with the profiles that were judged."""

    def test_the_coachs_list(self, session, coach, youth, places):
        (draft,) = drafts_for(
            session, lambda: matching.places_for(session, youth.id, actor=coach, k=2, offset=1, **NAMED)
        )

        assert (draft.kind, draft.k, draft.offset) == (ListKind.COACHS_LIST, 2, 1)
        assert {match.place_id for match in draft.shown.matches} <= draft.places.keys()
        assert draft.youth == youth.profile(on=TODAY)

    def test_the_youths_own_list_with_the_bands_that_are_left_out(self, session, youth, places):
        (draft,) = drafts_for(session, lambda: matching.own_places(session, actor=youth.user, k=3, **NAMED))

        assert draft.kind is ListKind.OWN_LIST
        assert Band.DOES_NOT_FIT_NOW not in draft.where["band"]

    def test_the_first_place_of_every_youth_of_a_caseload(self, session, make, coach, youth, places):
        other = make.youth(coach=coach)

        drafts = drafts_for(session, lambda: matching.overview(session, actor=coach, on=TODAY))

        assert {draft.kind for draft in drafts} == {ListKind.GLANCE}
        assert sorted(draft.youth.id for draft in drafts) == sorted([youth.id, other.id])
        assert all(len(draft.shown.matches) == 1 for draft in drafts)

    def test_a_youth_for_whom_nothing_was_there(self, session, make, coach, youth):
        make.place(state=PlaceState.FILLED)

        (draft,) = drafts_for(session, lambda: matching.overview(session, actor=coach, on=TODAY))
        (shown,) = keep(session, [draft], viewer=coach, at=NOW)

        assert (shown.content["matches"], shown.content["refused_by"]) == ([], {"not_open": 1})
        assert explain(session, shown.id).differences == []

    def test_one_pair_as_coach_and_as_youth(self, session, coach, youth, places):
        place = places[0]
        as_coach = drafts_for(session, lambda: matching.place_for(session, youth.id, place.id, actor=coach, **NAMED))
        as_youth = drafts_for(session, lambda: matching.own_place(session, place.id, actor=youth.user, **NAMED))

        assert [draft.kind for draft in (*as_coach, *as_youth)] == [ListKind.PAIR, ListKind.PAIR]

    def test_the_youths_for_a_place_each_in_a_row_of_its_own_that_names_no_other(
        self, session, make, coach, youth, places
    ):
        others = [make.youth(coach=coach, x=106_000, y=425_000, reach={Means.WALK: 10.0}), make.youth(coach=coach)]

        drafts = drafts_for(session, lambda: matching.youths_for(session, places[0].id, actor=coach, **NAMED))
        rows = keep(session, drafts, viewer=coach, at=NOW)

        assert {row.youth_id for row in rows} == {youth.id, *(other.id for other in others)}
        assert [row.content["position"] for row in rows] == [[1, 3], [2, 3], [3, 3]]
        assert len({row.content["together"] for row in rows}) == 1
        for row in rows:
            profiles = {row.content["youth"]} | {result["profile"] for result in row.content["matches"]}
            owners = set(session.scalars(select(KeptProfile.youth_id).where(KeptProfile.digest.in_(profiles))))
            assert owners == {row.youth_id, None}

    def test_a_youth_whom_a_limit_keeps_out_with_the_limit_and_without_a_position(self, session, coach, youth, places):
        drafts = drafts_for(session, lambda: matching.youths_for(session, places[3].id, actor=coach, **NAMED))
        (row,) = keep(session, drafts, viewer=coach, at=NOW)

        assert (row.content["position"], row.content["matches"][0]["refusals"]) == (None, ["too_far"])

    def test_places_looked_up_in_the_order_of_the_words(self, session, coach, youth, places):
        found = matching.look_up(session, youth.id, "kas", actor=coach, on=TODAY)
        (draft,) = noted(session)

        assert [match.place_id for match in draft.shown] == [place.id for place in found.places]
        assert {match.place_id for match in draft.shown} == {place.id for place in places}

    def test_nothing_where_the_actor_may_not_look(self, session, make, youth, places):
        with pytest.raises(NotFound):
            matching.places_for(session, youth.id, actor=make.coach(), **NAMED)

        assert noted(session) == []

    def test_is_forgotten_once_it_was_taken(self, session, youth, places):
        note(session, compare_draft(youth, places[0]))

        assert len(noted(session)) == 1
        assert noted(session) == []


class TestOneFitEverywhere:
    """A fit in a list, in a batch, at a glance and alone is one and the same number."""

    def test_of_a_pair_on_every_page_that_shows_it(self, session, make, coach, youth, places):
        make.youth(coach=coach)
        place = places[1]
        for other in (places[0], places[2]):
            other.state = PlaceState.CLOSED
        session.flush()

        def shown() -> Iterator[list[Draft]]:
            yield drafts_for(session, lambda: matching.places_for(session, youth.id, actor=coach, **NAMED))
            yield drafts_for(session, lambda: matching.own_places(session, actor=youth.user, k=3, **NAMED))
            yield drafts_for(session, lambda: matching.overview(session, actor=coach, on=TODAY))
            yield drafts_for(session, lambda: matching.place_for(session, youth.id, place.id, actor=coach, **NAMED))
            yield drafts_for(session, lambda: matching.own_place(session, place.id, actor=youth.user, **NAMED))
            yield drafts_for(session, lambda: matching.youths_for(session, place.id, actor=coach, **NAMED))
            yield drafts_for(session, lambda: matching.look_up(session, youth.id, "kas", actor=coach, on=TODAY))

        fits = []
        for drafts in shown():
            rows = keep(session, [draft for draft in drafts if draft.youth.id == youth.id], viewer=coach, at=NOW)
            results = [result for row in rows for result in row.content["matches"]]
            fits.append({tuple(result["fit"]) for result in results if result["place"] == place.id})

        assert len(fits) == 7
        assert all(found == fits[0] and len(found) == 1 for found in fits)


class TestMakingItAgain:
    def test_comes_out_the_same(self, session, youth, places, list_of):
        found = explain(session, list_of(youth).id)

        assert (found.versions, found.differences) == ({}, [])

    def test_holds_when_youth_and_places_have_changed_since(self, session, make, youth, places, list_of):
        shown = list_of(youth)
        youth.needs, youth.reach, youth.wishes = {}, {Means.CAR: 90.0}, {"green": Wish.EXCLUDED}
        for place in places:
            place.state, place.hours_least, place.hours_most = PlaceState.CLOSED, 30, 40
        places[0].workplace.offers = {Condition.BUDDY: Offer(3, 3)}
        session.flush()
        session.expire_all()

        found = explain(session, shown.id)

        assert (found.versions, found.differences) == ({}, [])

    def test_holds_when_a_place_is_gone(self, session, youth, places, list_of):
        shown = list_of(youth)
        session.delete(places[0])
        session.flush()

        assert explain(session, shown.id).differences == []

    @pytest.mark.parametrize(
        ("change", "what"),
        [
            ({"fit": [0.9, 0.8, 1.0]}, {What.LIST, What.FIT}),
            ({"band": "possible_if_arranged"}, {What.LIST, What.BAND}),
            ({"refusals": ["excluded"]}, {What.LIST, What.REFUSALS}),
        ],
    )
    def test_a_result_that_was_changed_with_the_keys_in_hand_is_found(
        self, session, youth, places, list_of, change, what
    ):
        shown = list_of(youth)
        tampered = json.loads(json.dumps(shown.content))
        tampered["matches"][2] |= change
        session.execute(update(Shown).values(content=tampered))
        session.expire_all()

        found = {difference.what for difference in explain(session, shown.id).differences}

        assert found == what

    def test_an_order_that_was_changed_is_found(self, session, youth, places, list_of):
        shown = list_of(youth)
        tampered = {**shown.content, "matches": shown.content["matches"][::-1]}
        session.execute(update(Shown).values(content=tampered))
        session.expire_all()

        first, second = explain(session, shown.id).differences
        kept = [result["place"] for result in tampered["matches"]]
        assert first == Difference(What.LIST)
        assert second == Difference(What.ORDER, None, ", ".join(map(str, kept)), ", ".join(map(str, kept[::-1])))

    @pytest.mark.parametrize("column", ["on", "at", "hour", "youth_id", "digest"])
    def test_a_row_that_was_moved_to_another_day_or_youth_is_found(self, session, make, youth, places, list_of, column):
        shown = list_of(youth)
        other = {
            "on": TODAY + timedelta(days=1),
            "at": NOW - HOUR,
            "hour": shown.hour - HOUR,
            "youth_id": make.youth().id,
            "digest": "0" * 64,
        }
        session.execute(update(Shown).values({column: other[column]}))
        session.expire_all()

        assert Difference(What.LIST) in explain(session, shown.id).differences

    def test_a_profile_that_was_changed_is_found_and_nothing_is_made_of_it(self, session, youth, places, list_of):
        shown = list_of(youth)
        mine = KeptProfile.youth_id == youth.id
        content = session.scalars(select(KeptProfile.content).where(mine)).one()
        session.execute(update(KeptProfile).where(mine).values(content=content.replace('"buddy":2', '"buddy":1')))
        session.expire_all()

        assert explain(session, shown.id).differences == [Difference(What.PROFILE)]

    def test_two_profiles_that_changed_places_are_found(self, session, youth, places, list_of):
        shown = list_of(youth)
        one, other = (result["profile"] for result in shown.content["matches"][:2])
        for old, new in ((one, "between"), (other, one), ("between", other)):
            session.execute(update(KeptProfile).where(KeptProfile.digest == old).values(digest=new))
        session.expire_all()

        places_found = {difference.place_id for difference in explain(session, shown.id).differences}
        assert places_found == {result["place"] for result in shown.content["matches"][:2]}

    def test_a_profile_that_is_gone_is_said(self, session, youth, places, list_of):
        shown = list_of(youth)
        first = shown.content["matches"][0]
        session.execute(delete(KeptProfile).where(KeptProfile.digest == first["profile"]))

        assert explain(session, shown.id).differences == [Difference(What.PROFILE_GONE, first["place"])]

    @pytest.mark.parametrize("table", ["shown", "kept_profile"])
    def test_what_was_changed_without_the_keys_cannot_be_read_and_that_is_said(
        self, session, youth, places, list_of, table
    ):
        shown_id = list_of(youth).id
        session.execute(text(f"UPDATE {table} SET content = :content"), {"content": b"gAAAAA changed"})
        session.expire_all()

        with pytest.raises(Unreadable):
            explain(session, shown_id)

    @pytest.mark.parametrize("version", ["reference", "settings", "software"])
    def test_with_another_version_nothing_is_made_and_that_is_said(self, session, youth, places, list_of, version):
        shown = list_of(youth)
        now = getattr(shown, version)
        session.execute(update(Shown).values({version: "of last year"}))
        session.expire_all()

        found = explain(session, shown.id)

        assert found.versions == {version: ("of last year", now)}
        assert What.FIT not in {difference.what for difference in found.differences}

    def test_a_fit_that_was_judged_by_another_reference_says_so(self, session, coach, youth, places):
        other = Reference.build([], [])
        draft = compare_draft(youth, places[0])
        match = compare(draft.youth, draft.places[places[0].id], on=TODAY, reference=other)
        (shown,) = keep(session, [replace(draft, shown=(match,))], viewer=coach, at=NOW)

        assert explain(session, shown.id).versions == {"reference": (other.version, Reference.default().version)}

    def test_the_standing_among_the_youths_for_a_place_is_made_again(self, session, make, coach, youth, places):
        for needs in ({Condition.BUDDY: 3}, {}, {Condition.QUIET_SPOT: 2}):
            make.youth(coach=coach, needs=needs)
        matching.youths_for(session, places[0].id, actor=coach, **NAMED)
        rows = keep(session, noted(session), viewer=coach, at=NOW)

        assert [explain(session, row.id).differences for row in rows] == [[]] * 4

        swapped = {**rows[1].content, "position": [1, 4]}, {**rows[0].content, "position": [2, 4]}
        for row, content in zip((rows[1], rows[0]), swapped, strict=True):
            session.execute(update(Shown).where(Shown.id == row.id).values(content=content))
        session.expire_all()
        found = explain(session, rows[0].id).differences

        assert [difference.what for difference in found] == [What.LIST, What.ORDER]

    def test_is_not_there_for_a_number_that_never_was(self, session):
        with pytest.raises(NotFound):
            explain(session, 4_711)


class TestAnyRanking:
    @given(seed=SEEDS, size=st.integers(0, 14), k=st.integers(0, 8), offset=st.integers(0, 4))
    @settings(max_examples=40, suppress_health_check=list(HealthCheck))
    def test_of_places_kept_and_made_again_is_the_same(self, session, make, search_engine, seed, size, k, offset):
        youth, coach = make.youth(), make.coach()
        seeker = replace(Maker(seed).youth(), id=youth.id)
        places = {number: replace(Maker(seed + number).place(), id=number) for number in range(1, size + 1)}
        table = PlaceTable.build(places.values(), Reference.default())
        ranking = rank_places(seeker, table, on=TODAY, k=k, offset=offset)

        (shown,) = keep(
            session, [Draft(ListKind.COACHS_LIST, seeker, places, ranking, on=TODAY, k=k)], viewer=coach, at=NOW
        )
        session.expire_all()
        found = explain(session, shown.id)

        assert (found.versions, found.differences) == ({}, [])
        assert [result["place"] for result in found.shown.content["matches"]] == ids_of(ranking)

    @given(seed=SEEDS, size=st.integers(1, 8))
    @settings(max_examples=20, suppress_health_check=list(HealthCheck))
    def test_of_youths_kept_and_made_again_is_the_same(self, session, make, search_engine, seed, size):
        coach, place = make.coach(), Maker(seed).place()
        rows = [make.youth() for _ in range(size)]
        youths = {row.id: replace(Maker(seed + row.id).youth(), id=row.id) for row in rows}
        passing = rank_youths(place, YouthTable.build(youths.values(), Reference.default()), on=TODAY, k=size).matches
        listed = {match.youth_id for match in passing}
        refused = [compare(youth, place, on=TODAY) for id_, youth in youths.items() if id_ not in listed]

        drafts = drafts_of_youths(place, youths, passing, refused, on=TODAY)
        shown = keep(session, drafts, viewer=coach, at=NOW)
        ids = [row.id for row in shown]
        session.expire_all()

        assert [explain(session, id_).differences for id_ in ids] == [[]] * size


def ids_of(ranking: Ranking) -> list[int]:
    return [match.place_id for match in ranking.matches]


class TestEqualFits:
    def test_stand_in_the_order_of_their_numbers_and_stay_there(self, session, make, coach):
        youth = make.youth()
        seeker = make_youth(id=youth.id)
        places = {number: make_place(id=number) for number in Random(7).sample(range(1, 30), 12)}
        table = PlaceTable.build(places.values(), Reference.default())
        draft = Draft(ListKind.COACHS_LIST, seeker, places, rank_places(seeker, table, on=TODAY), on=TODAY)

        (shown,) = keep(session, [draft], viewer=coach, at=NOW)

        assert [result["place"] for result in shown.content["matches"]] == sorted(places)
        assert explain(session, shown.id).differences == []


def fits_of(session, youth):
    return [fit for found in own_lists(session, youth) for fit in found.fits]


class TestTheOwnFits:
    def test_are_all_that_was_ever_shown_with_title_day_words_and_reference(
        self, session, make, coach, youth, places, list_of
    ):
        list_of(youth)
        matching.own_place(session, places[3].id, actor=youth.user, **NAMED | {"on": TODAY + timedelta(days=1)})
        keep(session, noted(session), viewer=youth.user, at=NOW + timedelta(days=1))

        fits = fits_of(session, youth)

        assert [fit.place_id for fit in fits] == [place.id for place in places]
        assert {fit.title for fit in fits} == {"Helpen in de kas"}
        assert {fit.reference for fit in fits} == {Reference.default().version}
        assert [(fit.on, fit.role, fit.kind) for fit in fits[2:]] == [
            (TODAY, "coach", ListKind.COACHS_LIST),
            (TODAY + timedelta(days=1), "youth", ListKind.PAIR),
        ]
        assert [[str(code) for code in fit.refusals] for fit in fits] == [[], [], [], ["too_far"]]

    def test_are_nobody_elses(self, session, make, coach, youth, places, list_of):
        other = make.youth(coach=coach)
        list_of(youth)
        list_of(other)

        shown = {fit.fit for fit in fits_of(session, other)}

        assert len(fits_of(session, youth)) == 3
        assert shown == {
            match.fit for match in matching.places_for(session, other.id, actor=coach, **NAMED).ranking.matches
        }

    def test_of_a_place_that_is_gone_have_no_title(self, session, youth, places, list_of):
        list_of(youth)
        session.delete(places[0])
        session.flush()

        assert [fit.title for fit in fits_of(session, youth)] == [None, "Helpen in de kas", "Helpen in de kas"]
