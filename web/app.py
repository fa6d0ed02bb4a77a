"""The application, as a table of contents."""

from flask import Flask
from flask_bootstrap import Bootstrap5

from models.base import use_keys
from web import addresses, assets, auth, db, errors, i18n, qr, recorder, security
from web.config import Settings
from web.pages import (
    access,
    account,
    accounts,
    coach,
    data,
    demo,
    editing,
    employer,
    explained,
    frame,
    looks,
    mailbox,
    policy,
    proposals,
    public,
    region,
    registration,
    staff,
    ways_in,
    youth,
)


def create_app(settings: Settings | None = None) -> Flask:
    """Build Plek; without settings they are read from the environment (SettingsError if they do not add up)."""
    settings = settings or Settings.from_environment()
    app = Flask("web", instance_path=str(settings.instance))
    app.config.update(PLEK=settings, TESTING=settings.testing, BOOTSTRAP_SERVE_LOCAL=True)

    addresses.init_app(app)
    use_keys(settings.field_keys, settings.hash_key, settings.audit_key)
    security.init_app(app, settings)
    recorder.init_app(app)
    db.init_app(app, settings)
    i18n.init_app(app)
    errors.init_app(app)
    auth.init_app(app, settings)
    Bootstrap5(app)
    assets.init_app(app)
    qr.init_app(app)
    frame.init_app(app)
    for page in (public, policy, explained, account, staff, registration):
        app.register_blueprint(page.bp)
    for page in (coach, editing, ways_in, access, proposals, youth, looks, data, employer, region, accounts):
        app.register_blueprint(page.bp)
    if settings.demo:
        for page in (demo, mailbox):
            app.register_blueprint(page.bp)
    auth.open_library_views(app)
    return app
