"""Background work: enqueue by name with ids only; the worker finds the functions in each area's `jobs.py`."""
