"""The application as a server loads it: `granian --interface wsgi web.wsgi:app`."""

from web.app import create_app

app = create_app()
