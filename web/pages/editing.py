"""Forms in which a coach changes a youth, a place, its tasks and its workplace. Two people at once see it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from matcher.settings import OLDEST_AGE
from matcher.vocabulary import FIRST_ABILITIES, SURROUNDINGS
from models.ability import Source
from models.occupation import Occupation
from models.youth import Youth
from web.auth import me, needs
from web.clock import now, today
from web.db import db
from web.i18n import language
from web.levels import LEVELS
from web.pages.forms import comes_back_to
from web.pages.profile import ability_rows
from web.permissions import Permission
from web.schemas import place_forms, youth_forms
from web.schemas.answers import ASKED_LANGUAGES
from web.schemas.lists import MoveIn, OccupationIn, SearchIn
from web.schemas.rounding import as_kept
from web.services import occupations, places, registering, skills, youths
from web.services.errors import InvalidInput, NotFound

bp = Blueprint("editing", __name__, url_prefix="/coach")

Sent = MultiDict[str, str]


@dataclass(frozen=True)
class Section:
    """One form about a youth: how it is read, and which kept values it does not ask for and so must not lose."""

    read: Callable[[Sent], dict[str, Any]]
    unasked: Callable[[Youth], Mapping[str, Mapping[str, Any]]] = lambda _youth: {}


def _other_wishes(youth: Youth) -> Mapping[str, Mapping[str, Any]]:
    return {"wishes": {key: wish for key, wish in youth.wishes.items() if key.startswith("employer:")}}


def _other_languages(youth: Youth) -> Mapping[str, Mapping[str, Any]]:
    return {"languages": {key: level for key, level in youth.languages.items() if key not in ASKED_LANGUAGES}}


SECTIONS: Final[Mapping[str, Section]] = {
    "about": Section(youth_forms.about),
    "times": Section(youth_forms.times),
    "likes": Section(youth_forms.likes, _other_wishes),
    "support": Section(youth_forms.support),
    "skills": Section(youth_forms.skills, _other_languages),
}


@bp.get("/youths/new")
@needs(Permission.YOUTH_ADD)
def new_youth() -> ResponseReturnValue:
    """The form about a youth who is new to Plek."""
    return render_template("editing/youth_new.html", oldest=OLDEST_AGE)


@bp.post("/youths/new")
@needs(Permission.YOUTH_ADD)
@comes_back_to(new_youth)
def take_in() -> ResponseReturnValue:
    """Sign the youth up, and go on to how they sign in."""
    youth = registering.take_in(db(), youth_forms.new(request.form), on=today(), at=now(), actor=me())
    flash(_("%(name)s is one of your young people now.", name=youth.name))
    return redirect(url_for("ways_in.show", youth_id=youth.id), code=303)


@bp.get("/youths/<int:youth_id>/edit/<section>")
@needs(Permission.YOUTH_EDIT)
def youth(youth_id: int, section: str) -> ResponseReturnValue:
    """One form about a youth; each fits a screen."""
    if section not in {*SECTIONS, "abilities"}:
        raise NotFound(section)
    found = youths.get_youth(db(), youth_id, actor=me(), permission=Permission.YOUTH_EDIT)
    return render_template(
        f"editing/youth_{section}.html",
        youth=found,
        asked_languages=ASKED_LANGUAGES,
        interest_steps=youth_forms.INTEREST_STEPS,
        abilities=ability_rows(found),
        first_abilities=FIRST_ABILITIES,
        ability_levels=LEVELS,
        surroundings=SURROUNDINGS,
        skill_names=skills.skill_catalogue(db(), language=language()) if section in {"likes", "skills"} else {},
    )


@bp.post("/youths/<int:youth_id>/edit/<section>")
@needs(Permission.YOUTH_EDIT)
@comes_back_to(youth)
def save_youth(youth_id: int, section: str) -> ResponseReturnValue:
    """Keep one form about a youth."""
    if section == "abilities":
        _save_abilities(youth_id)
    elif section in SECTIONS:
        _save_section(youth_id, SECTIONS[section])
    else:
        raise NotFound(section)
    flash(_("Saved."))
    return redirect(url_for("coach.youth", youth_id=youth_id, _anchor=section), code=303)


def _save_section(youth_id: int, section: Section) -> None:
    found = youths.get_youth(db(), youth_id, actor=me(), permission=Permission.YOUTH_EDIT)
    values = section.read(request.form)
    for name, kept in section.unasked(found).items():
        values[name] = {**kept, **values[name]}
    version = values.pop("version")
    youths.edit_youth(db(), youth_id, _unchanged_kept(found, values), version=version, actor=me())


def _unchanged_kept(row: object, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a form without what it could not show: finer numbers, and skills outside the catalogue."""
    catalogue = skills.skill_catalogue(db(), language=language())
    fine = as_kept(row, values)
    from_catalogue = [name for name in ("skills", "goals", "taught", "licences") if name in fine]
    return fine | {name: fine[name] | (getattr(row, name) - catalogue.keys()) for name in from_catalogue}


def _save_abilities(youth_id: int) -> None:
    sent = youth_forms.abilities(request.form)
    youths.edit_abilities(
        db(),
        youth_id,
        {Source.OWN: sent["own"], Source.COACH: sent["coach"]},
        on=today(),
        version=sent["version"],
        actor=me(),
    )


@bp.get("/youths/<int:youth_id>/occupation")
@needs(Permission.YOUTH_EDIT)
def youth_occupation(youth_id: int) -> ResponseReturnValue:
    """Find work that a youth likes, by everyday words."""
    found = youths.get_youth(db(), youth_id, actor=me(), permission=Permission.YOUTH_EDIT)
    return _occupations(
        version=found.version,
        back=url_for("editing.youth", youth_id=youth_id, section="likes"),
        why=_("Plek takes over what kind of work it is. %(name)s can change it afterwards.", name=found.name),
        youth=found,
        only_with_interests=True,
    )


@bp.post("/youths/<int:youth_id>/occupation")
@needs(Permission.YOUTH_EDIT)
@comes_back_to(youth_occupation)
def take_interests(youth_id: int) -> ResponseReturnValue:
    """Take over the six interests of work that a youth likes."""
    sent = OccupationIn().read(request.form)
    chosen = occupations.get_occupation(db(), sent["occupation_id"])
    if chosen.interests is None:
        raise InvalidInput({"occupation_id": "not_a_choice"})
    youths.edit_youth(db(), youth_id, {"interests": chosen.interests}, version=sent["version"], actor=me())
    flash(_("Saved."))
    return redirect(url_for("coach.youth", youth_id=youth_id, _anchor="likes"), code=303)


@bp.get("/places/<int:place_id>/edit")
@needs(Permission.PLACE_EDIT)
def place(place_id: int) -> ResponseReturnValue:
    """The form about a place."""
    found = places.get_place(db(), place_id, actor=me())
    return render_template(
        "editing/place.html",
        place=found,
        asked_languages=ASKED_LANGUAGES,
        skill_names=skills.skill_catalogue(db(), language=language()),
    )


@bp.post("/places/<int:place_id>/edit")
@needs(Permission.PLACE_EDIT)
@comes_back_to(place)
def save_place(place_id: int) -> ResponseReturnValue:
    """Keep the form about a place."""
    kept = places.get_place(db(), place_id, actor=me())
    values = place_forms.place(request.form)
    others = {code: level for code, level in kept.languages.items() if code not in ASKED_LANGUAGES}
    values["languages"] = others | values["languages"]
    version = values.pop("version")
    places.edit_place(db(), place_id, _unchanged_kept(kept, values), version=version, actor=me())
    return _saved(place_id)


@bp.post("/places/<int:place_id>/state")
@needs(Permission.PLACE_EDIT)
@comes_back_to(place)
def move_place(place_id: int) -> ResponseReturnValue:
    """Open, pause, fill or close a place."""
    sent = MoveIn().read(request.form)
    places.move_place(db(), place_id, sent["state"], why=sent["why"] or None, at=now(), actor=me())
    return _saved(place_id)


@bp.get("/places/<int:place_id>/occupation")
@needs(Permission.PLACE_EDIT)
def place_occupation(place_id: int) -> ResponseReturnValue:
    """Find the occupation of a place, by everyday words."""
    found = places.get_place(db(), place_id, actor=me())
    return _occupations(
        version=found.version,
        back=url_for("editing.place", place_id=place_id),
        why=_("The occupation says what kind of work “%(title)s” is.", title=found.title),
        kept=found.occupation,
    )


@bp.post("/places/<int:place_id>/occupation")
@needs(Permission.PLACE_EDIT)
@comes_back_to(place_occupation)
def save_occupation(place_id: int) -> ResponseReturnValue:
    """Keep the occupation of a place."""
    sent = OccupationIn().read(request.form)
    values = {"occupation_id": sent["occupation_id"]}
    places.edit_place(db(), place_id, values, version=sent["version"], actor=me())
    return _saved(place_id)


@bp.get("/places/<int:place_id>/tasks/<int:task_id>/edit")
@needs(Permission.PLACE_EDIT)
def task(place_id: int, task_id: int) -> ResponseReturnValue:
    """The form about one task."""
    found = places.get_task(db(), place_id, task_id, actor=me())
    return render_template("editing/task.html", place_id=place_id, task=found, day_parts=place_forms.DAY_PARTS)


@bp.post("/places/<int:place_id>/tasks/<int:task_id>/edit")
@needs(Permission.PLACE_EDIT)
@comes_back_to(task)
def save_task(place_id: int, task_id: int) -> ResponseReturnValue:
    """Keep the form about one task."""
    kept = places.get_task(db(), place_id, task_id, actor=me())
    values = place_forms.task(request.form, kept.asks)
    version = values.pop("version")
    places.edit_task(db(), place_id, task_id, as_kept(kept, values), version=version, actor=me())
    return _saved(place_id)


@bp.get("/places/<int:place_id>/workplace/edit")
@needs(Permission.PLACE_EDIT)
def workplace(place_id: int) -> ResponseReturnValue:
    """The form about the workplace of a place."""
    found = places.get_place(db(), place_id, actor=me())
    return render_template(
        "editing/workplace.html", place_id=place_id, workplace=found.workplace, surroundings=SURROUNDINGS
    )


@bp.post("/places/<int:place_id>/workplace/edit")
@needs(Permission.PLACE_EDIT)
@comes_back_to(workplace)
def save_workplace(place_id: int) -> ResponseReturnValue:
    """Keep the form about the workplace of a place."""
    kept = places.get_place(db(), place_id, actor=me())
    values = place_forms.workplace(request.form)
    places.edit_workplace(db(), kept.workplace_id, values, version=values.pop("version"), actor=me())
    return _saved(place_id)


def _saved(place_id: int) -> ResponseReturnValue:
    flash(_("Saved."))
    return redirect(url_for("coach.place", place_id=place_id), code=303)


def _occupations(
    *,
    version: int,
    back: str,
    why: str,
    youth: Youth | None = None,
    kept: Occupation | None = None,
    only_with_interests: bool = False,
) -> ResponseReturnValue:
    sought = SearchIn().read(request.args)["q"]
    found = occupations.search_occupations(db(), sought, limit=8)
    if only_with_interests:
        found = [occupation for occupation in found if occupation.interests]
    return render_template(
        "editing/occupation.html",
        youth=youth,
        version=version,
        back=back,
        why=why,
        q=sought,
        occupations=found,
        occupation_names={str(occupation.id): occupation.label_nl for occupation in [*found, *filter(None, [kept])]},
        action=request.path,
    )
