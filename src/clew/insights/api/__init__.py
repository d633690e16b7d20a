"""What insights offer over REST."""

from clew.insights.api import accounts, evidence, notes, search, themes, threads

ROUTERS = [
    ("/notes", notes.router),
    ("/accounts", accounts.router),
    ("/themes", themes.router),
    ("/search", search.router),
    ("/evidence", evidence.router),
    ("/threads", threads.router),
]
