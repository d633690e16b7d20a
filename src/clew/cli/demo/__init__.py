"""The demo company: Dispatchly, field-service scheduling for trades. `generate` writes its files; `stock/` holds the words.

Pure standard library: no Django, no database. What the files mean stands in `truth.json` beside them.
"""

from clew.cli.demo.generator import Manifest, generate

__all__ = ["Manifest", "generate"]
