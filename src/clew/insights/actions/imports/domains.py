"""Domains that tell the company somebody writes from."""

_NAMES = """
aol.com duck.com email.com fastmail.com fastmail.fm free.fr freenet.de gmail.com gmx.at gmx.com gmx.de gmx.net
googlemail.com hey.com hotmail.co.uk hotmail.com hotmail.de hotmail.fr icloud.com laposte.net libero.it live.com
live.de live.fr mac.com mail.com mail.ru me.com msn.com naver.com orange.fr outlook.com outlook.de outlook.fr pm.me
posteo.de proton.me protonmail.com qq.com rediffmail.com sfr.fr t-online.de tuta.com tutanota.com wanadoo.fr web.de
yahoo.co.jp yahoo.co.uk yahoo.com yahoo.de yahoo.fr yahoo.it yandex.com yandex.ru ymail.com zoho.com 163.com 126.com
"""
FREE_MAIL = frozenset(_NAMES.split())
"""Mail providers: sharing one says nothing about the employer."""


def company_domain(domain: str) -> str:
    return "" if domain in FREE_MAIL else domain


def domain_of(email: str) -> str:
    """The company's part of an e-mail address; empty for a mail provider."""
    return company_domain(email.rpartition("@")[2])
