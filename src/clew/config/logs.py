"""Logs for people on a terminal, or one JSON object a line for machines (CLEW_LOG_JSON=yes)."""

from typing import Any

import structlog

SHARED: tuple[Any, ...] = (
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


def logging_settings(*, level: str, as_json: bool) -> dict[str, Any]:
    """Django's LOGGING."""
    # Plain tracebacks: the rich ones print each frame's variables, which hold what customers said.
    console = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    renderer: Any = structlog.processors.JSONRenderer() if as_json else console
    errors = (structlog.processors.format_exc_info,) if as_json else ()
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "clew": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *errors, renderer],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "clew"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {"django.server": {"handlers": ["console"], "level": level, "propagate": False}},
    }
