"""An app with one slow job, for tests that kill a worker while it works."""
