"""Clew: the thread from what customers say to what the company ships, and why."""

__version__ = "0.1.0"
