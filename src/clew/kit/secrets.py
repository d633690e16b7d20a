"""Secrets that Clew hands out and later recognises."""

import hashlib


def hash_secret(secret: str) -> str:
    """Secrets here hold 256 random bits, so one round of SHA-256 keeps them as safe as a slow hash would."""
    return hashlib.sha256(secret.encode()).hexdigest()
