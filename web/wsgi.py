"""The application as a server loads it: `granian --interface wsgi web.wsgi:app`."""

from web.app import create_app
from web.db import sessions
from web.services.live import warm_up

app = create_app()
warm_up(sessions(app).engine)
