"""What a job coach sees: the caseload, a youth, the places for a youth, and a place with the youths who fit it."""

from collections.abc import Callable
from typing import Any, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from web.auth import me, needs
from web.clock import now, today
from web.db import db
from web.i18n import language
from web.pages.facts import hours, pay
from web.pages.forms import comes_back_to
from web.pages.profile import glance_of, profile_of
from web.pages.showing import part_rows, refused_youths, shown_list, shown_pair, shown_youths
from web.pages.task_week import busiest, task_rows
from web.permissions import Permission
from web.schemas.lists import FiltersIn, PageIn, PrioritiesIn, SearchIn, TravelIn
from web.services import matching, places, proposals, rights, skills, youths

bp = Blueprint("coach", __name__, url_prefix="/coach")

PAGE: Final = 20


@bp.get("/")
@needs(Permission.CASELOAD_READ)
def caseload() -> ResponseReturnValue:
    """The coach's youths, each with the place that fits best now."""
    glances = [glance_of(found, on=today()) for found in matching.overview(db(), actor=me(), on=today())]
    found = [glance.found.youth for glance in glances]
    return render_template(
        "coach/caseload.html",
        glances=glances,
        reports=rights.open_reports(db(), found, actor=me()),
        erasures=rights.erasures_of(db(), found),
        today=today(),
    )


@bp.get("/youths/<int:youth_id>")
@needs(Permission.YOUTH_READ)
def youth(youth_id: int) -> ResponseReturnValue:
    """One youth: profile, both views of abilities, and what is not known as questions to ask."""
    found = youths.get_youth(db(), youth_id, actor=me())
    labels = skills.skill_labels(db(), found.skills | found.goals, language=language())
    return render_template(
        "coach/youth.html",
        youth=found,
        profile=profile_of(found, labels, on=today()),
        reports=rights.open_reports(db(), [found], actor=me()),
        erasure=rights.erasure_of(db(), found),
        today=today(),
    )


@bp.get("/youths/<int:youth_id>/places")
@needs(Permission.YOUTH_PLACES)
def youth_places(youth_id: int) -> ResponseReturnValue:
    """The places for a youth, best first, with reasons; filters say how many they hide."""
    where = FiltersIn().read(request.args)
    page = where.pop("page")
    found = matching.places_for(
        db(), youth_id, actor=me(), on=today(), language=language(), where=where, k=PAGE, offset=(page - 1) * PAGE
    )
    return render_template(
        "coach/places.html",
        found=found,
        youth=found.youth,
        matches=shown_list(found, found.ranking.matches),
        ask_first=shown_list(found, found.ranking.ask_first),
        where=where,
        page=page,
        pages=-(-found.ranking.total // PAGE),
        first=(page - 1) * PAGE,
        address=_address_of("coach.youth_places", youth_id=youth_id, **_sent_filters()),
    )


@bp.post("/youths/<int:youth_id>/priorities")
@needs(Permission.YOUTH_EDIT)
@comes_back_to(youth_places)
def priorities(youth_id: int) -> ResponseReturnValue:
    """Say what matters most and what the youth is after; the order of the list moves."""
    # Before the form is read: who may see this page and not change it is not told what the form wants.
    youths.get_youth(db(), youth_id, actor=me(), permission=Permission.YOUTH_EDIT)
    sent = PrioritiesIn().read(request.form)
    moved = matching.set_priorities(
        db(),
        youth_id,
        matters_most=tuple(sent["matters_most"]),
        aim=sent["aim"],
        version=sent["version"],
        actor=me(),
        on=today(),
    )
    flash(
        ngettext("%(num)s place moved in the list.", "%(num)s places moved in the list.", moved)
        if moved
        else _("Saved. The order of the list stays the same.")
    )
    return redirect(url_for("coach.youth_places", youth_id=youth_id), code=303)


@bp.get("/youths/<int:youth_id>/search")
@needs(Permission.YOUTH_PLACES)
def search(youth_id: int) -> ResponseReturnValue:
    """Look up any place for a youth, in the list or not."""
    sent = SearchIn().read(request.args)
    found = matching.look_up(db(), youth_id, sent["q"], actor=me(), on=today(), offset=(sent["page"] - 1) * places.PAGE)
    return render_template(
        "coach/search.html",
        youth=found.youth,
        places=found.places,
        matches=found.matches,
        total=found.total,
        q=sent["q"],
        page=sent["page"],
        pages=-(-found.total // places.PAGE),
        address=_address_of("coach.search", youth_id=youth_id, q=sent["q"]),
    )


@bp.get("/youths/<int:youth_id>/places/<int:place_id>")
@needs(Permission.YOUTH_PLACES)
def youth_place(youth_id: int, place_id: int) -> ResponseReturnValue:
    """How one place fits a youth, part by part; or why it is not in the list."""
    found = matching.place_for(db(), youth_id, place_id, actor=me(), on=today(), language=language())
    return render_template(
        "coach/youth_place.html",
        found=found,
        shown=shown_pair(found),
        parts=part_rows(found),
        kept=matching.kept_minutes(found),
        proposal=proposals.open_proposal(db(), found.youth, found.place),
    )


@bp.post("/youths/<int:youth_id>/places/<int:place_id>/travel")
@needs(Permission.YOUTH_EDIT)
@comes_back_to(youth_place)
def travel(youth_id: int, place_id: int) -> ResponseReturnValue:
    """Keep how long the youth really travels to this workplace."""
    # Before the form is read: who may see this page and not change it is not told what the form wants.
    youths.get_youth(db(), youth_id, actor=me(), permission=Permission.YOUTH_EDIT)
    sent = TravelIn().read(request.form)
    place = places.get_place(db(), place_id, actor=me())
    youths.correct_travel(db(), youth_id, place.workplace_id, sent["minutes"], was=sent["was"], at=now(), actor=me())
    flash(_("Saved. Plek uses this travel time from now on."))
    return redirect(url_for("coach.youth_place", youth_id=youth_id, place_id=place_id), code=303)


@bp.get("/places")
@needs(Permission.PLACE_READ)
def place_list() -> ResponseReturnValue:
    """All places, by title, a page at a time."""
    sent = SearchIn().read(request.args)
    found, total = places.find_places(db(), sent["q"], actor=me(), offset=(sent["page"] - 1) * places.PAGE)
    return render_template(
        "coach/place_list.html",
        places=found,
        total=total,
        q=sent["q"],
        page=sent["page"],
        pages=-(-total // places.PAGE),
        address=_address_of("coach.place_list", q=sent["q"]),
    )


@bp.get("/places/<int:place_id>")
@needs(Permission.CASELOAD_READ)
def place(place_id: int) -> ResponseReturnValue:
    """A place with its tasks as a week picture, and the caseload's youths who fit it."""
    found = matching.youths_for(db(), place_id, actor=me(), on=today(), language=language())
    rows = task_rows(found.place)
    return render_template(
        "coach/place.html",
        found=found,
        place=found.place,
        sector=found.place.profile().sector,
        rows=rows,
        busiest=busiest(rows),
        hours=hours(found.place),
        pay=pay(found.place),
        fitting=shown_youths(found, fitting=True),
        others=shown_youths(found, fitting=False),
        refused=refused_youths(found),
    )


def _sent_filters() -> dict[str, Any]:
    """The filters of the address and nothing else: any other name could mean something to who builds the address."""
    known = FiltersIn().fields.keys() - {PageIn.NAME}
    return {name: values for name, values in request.args.lists() if name in known}


def _address_of(endpoint: str, **arguments: Any) -> Callable[[int], str]:
    """The address of each page of a list, with its filters."""
    return lambda page: url_for(endpoint, **arguments, page=page)
