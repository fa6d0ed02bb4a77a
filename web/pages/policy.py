"""The page "who may see what", made of the rules themselves."""

from typing import Final

from flask import Blueprint, Flask, current_app, render_template
from flask.typing import ResponseReturnValue

from models.account import RoleName
from web import policy
from web.auth import LIBRARY_VIEWS, is_public, permission_of, public
from web.permissions import RULES, Permission

bp = Blueprint("policy", __name__)

#: Of itself: asked along with every address, so not worth naming.
_SILENT: Final = frozenset({"HEAD", "OPTIONS"})


@bp.get("/who-may-see-what")
@public
def who_may_see_what() -> ResponseReturnValue:
    """What each role may, of whom, and what nobody may; with the addresses behind each permission."""
    return render_template(
        "policy/who_may_see_what.html",
        roles=policy.ROLES,
        groups={role: policy.groups_of(role) for role in RoleName},
        never={role: policy.never(role) for role in RoleName},
        along=(*policy.ALONG, policy.ALONG_MAY, policy.ALONG_NEVER),
        everybody=policy.everybody(),
        addresses={policy.MAY[permission]: addresses_of(current_app, permission) for permission in RULES},
        open_addresses=addresses_of(current_app, None),
    )


def addresses_of(app: Flask, permission: Permission | None) -> list[tuple[str, str]]:
    """(method, address) of every view bound to a permission, or with None of every one that is open to everybody."""
    return sorted(
        (
            (method, rule.rule)
            for rule in app.url_map.iter_rules()
            for method in (rule.methods or set()) - _SILENT
            if rule.endpoint not in LIBRARY_VIEWS
            and (is_public(rule.endpoint) if permission is None else permission_of(rule.endpoint) is permission)
        ),
        key=lambda found: (found[1], found[0]),
    )
