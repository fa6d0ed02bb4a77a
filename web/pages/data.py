"""What a youth can do with their own data: read it all, have it put right, have it erased. And what coaches answer."""

import json
from typing import Final

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_login import current_user

from web.auth import me, my_sign_in, needs, public
from web.clock import now, today
from web.db import db
from web.i18n import language
from web.pages.forms import comes_back_to
from web.pages.own_lists import fit_page
from web.pages.own_words import DATA_PARTS, REPORT_STATES, sections
from web.permissions import Permission, may_enter
from web.schemas import rights_forms
from web.schemas.lists import PageIn
from web.schemas.own_data import as_file
from web.services import consents, own_data, rights
from web.services.errors import InvalidInput

bp = Blueprint("data", __name__)

FILE_NAME: Final = "plek.json"
# Address, icon, name and a few words of each tile.
TILES: Final[tuple[tuple[str, str, LazyString, LazyString], ...]] = (
    ("/my/looks", "clock-history", _l("Who looked"), _l("You see who looked, and when.")),
    (
        "/my/data/everything",
        "card-list",
        _l("Everything about me"),
        _l("You can read all of it. You can take it along."),
    ),
    ("/my/sharing", "share", _l("What I share"), _l("You choose what an employer may see.")),
    ("/my/data/me", "person", _l("My name and address"), _l("You can change these yourself.")),
    ("/my/data/report", "exclamation-circle", _l("Something is wrong"), _l("Tell us what it is.")),
    ("/account", "phone", _l("Where I am signed in"), _l("You can sign out somewhere else.")),
    ("/my/card", "person-vcard", _l("My card"), _l("With a card you sign in without e-mail.")),
    ("/my/data/erasure", "trash3", _l("Erase my data"), _l("You can stop. Then we erase everything.")),
)


@bp.get("/my/data")
@needs(Permission.OWN_DATA)
def hub() -> ResponseReturnValue:
    """What somebody can do with their own data, as a few large tiles."""
    youth = rights.me_as_youth(db(), actor=me())
    return render_template("data/hub.html", tiles=TILES, erasure=rights.erasure_of(db(), youth), today=today())


@bp.get("/my/data/everything")
@needs(Permission.OWN_DATA)
def everything() -> ResponseReturnValue:
    """Everything that is kept, in sentences; what was shown a page at a time."""
    page = PageIn().read(request.args)["page"]
    found = own_data.everything(db(), language=language(), at=now(), actor=me())
    return render_template(
        "data/everything.html",
        sections=sections(found),
        shown=fit_page(found, page),
        address=lambda page: url_for("data.everything", page=page, _anchor="own-fits"),
    )


@bp.post("/my/data/everything.json")
@needs(Permission.OWN_DATA)
def download() -> ResponseReturnValue:
    """The same as a file. A POST: that it was taken is written down."""
    found = own_data.download(db(), language=language(), at=now(), actor=me())
    text = json.dumps(as_file(found), ensure_ascii=False, indent=2)
    headers = {"Content-Disposition": f'attachment; filename="{FILE_NAME}"', "Cache-Control": "no-store"}
    return Response(text, content_type="application/json; charset=utf-8", headers=headers)


@bp.get("/my/data/me")
@needs(Permission.OWN_DATA)
def who_i_am() -> ResponseReturnValue:
    """What a youth says of themself: name, e-mail address, telephone."""
    return render_template("data/me.html", youth=rights.me_as_youth(db(), actor=me()))


@bp.post("/my/data/me")
@needs(Permission.OWN_DATA)
@comes_back_to(who_i_am)
def save_me() -> ResponseReturnValue:
    """Keep it, for the account too."""
    values = rights_forms.me(request.form)
    rights.change_me(db(), values, version=values.pop("version"), at=now(), actor=me(), but=my_sign_in().id)
    flash(_("Saved."))
    if consents.look_again(db(), actor=me(), at=now()):
        flash(_("Something you share has changed. Look at it again at “What I share”."), "ask")
    return redirect(url_for("data.hub"), code=303)


@bp.get("/my/data/report")
@needs(Permission.OWN_DATA)
def report() -> ResponseReturnValue:
    """Say that something is wrong, and who reads it; below it what was said before, with the answers."""
    reader = rights.reader_of_reports(rights.me_as_youth(db(), actor=me()))
    reports = rights.my_reports(db(), actor=me())
    return render_template("data/report.html", reports=reports, parts=DATA_PARTS, states=REPORT_STATES, reader=reader)


@bp.post("/my/data/report")
@needs(Permission.OWN_DATA)
@comes_back_to(report)
def send_report() -> ResponseReturnValue:
    """Tell the coach what is wrong."""
    sent = rights_forms.ReportIn().read(request.form)
    found = rights.report(db(), sent["about"], sent["words"], at=now(), actor=me())
    flash(
        _("Sent. Your coach reads it and answers here.")
        if rights.reader_of_reports(found.youth)
        else _("Sent. We keep it for your next coach.")
    )
    return redirect(url_for("data.report"), code=303)


@bp.get("/my/data/erasure")
@needs(Permission.OWN_DATA)
def erasure() -> ResponseReturnValue:
    """What goes and what stays; ask for it, or keep everything after all."""
    youth = rights.me_as_youth(db(), actor=me())
    found = rights.erasure_of(db(), youth)
    return render_template("data/erasure.html", erasure=found, due_on=today() + rights.GRACE, today=today())


@bp.post("/my/data/erasure")
@needs(Permission.OWN_DATA)
@comes_back_to(erasure)
def ask_erasure() -> ResponseReturnValue:
    """Ask to have everything erased."""
    if not rights_forms.ErasureIn().read(request.form)["sure"]:
        raise InvalidInput({"sure": "tick_first"})
    rights.ask_erasure(db(), at=now(), on=today(), actor=me())
    return redirect(url_for("data.erasure"), code=303)


@bp.post("/my/data/erasure/withdraw")
@needs(Permission.OWN_DATA)
def withdraw_erasure() -> ResponseReturnValue:
    """Keep everything after all, in one tap."""
    rights.withdraw_erasure(db(), actor=me())
    flash(_("We keep your data. Nothing is erased."))
    return redirect(url_for("data.hub"), code=303)


@bp.get("/something-wrong")
@public
def wrong() -> ResponseReturnValue:
    """What to do when data is wrong, or was seen by somebody who should not; for everybody."""
    by_report = not current_user.is_authenticated or may_enter(me(), Permission.OWN_DATA)
    return render_template("data/wrong.html", contact=current_app.config["PLEK"].security_contact, by_report=by_report)


@bp.get("/coach/youths/<int:youth_id>/reports")
@needs(Permission.REPORT_ANSWER)
def reports(youth_id: int) -> ResponseReturnValue:
    """What a youth says is wrong, for who answers it."""
    youth, found = rights.reports_of(db(), youth_id, actor=me())
    return render_template("data/reports.html", youth=youth, reports=found, parts=DATA_PARTS)


@bp.get("/coach/youths/<int:youth_id>/reports/<int:report_id>")
@needs(Permission.REPORT_ANSWER)
def one_report(youth_id: int, report_id: int) -> ResponseReturnValue:
    """One report and its answer."""
    youth, found = rights.get_report(db(), youth_id, report_id, actor=me())
    return render_template("data/one_report.html", youth=youth, report=found, parts=DATA_PARTS)


@bp.post("/coach/youths/<int:youth_id>/reports/<int:report_id>")
@needs(Permission.REPORT_ANSWER)
@comes_back_to(one_report)
def answer(youth_id: int, report_id: int) -> ResponseReturnValue:
    """Say that it was mended, or why it stays as it is."""
    values = rights_forms.answer(request.form)
    found = rights.answer_report(db(), youth_id, report_id, **values, at=now(), actor=me())
    flash(_("Answered. %(name)s can read it now.", name=found.youth.name))
    return redirect(url_for("data.reports", youth_id=youth_id), code=303)
