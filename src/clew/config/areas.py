"""The areas, lowest first: the one list that settings, URLs, the API and the registries are built from."""

AREAS = (
    "workspaces",
    "interchange",
    "flags",
    "thread",
    "insights",
    "strategy",
    "discovery",
    "roadmap",
    "sharing",
)
