"""Sign-up and sign-in: where allauth's flows meet ours."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(settings.SIGN_UP_IS_OPEN) or "invitation" in request.session

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 - allauth's signature
        user = super().save_user(request, user, form, commit=False)
        user.email = user.email.lower()
        user.name = " ".join(request.POST.get("name", "").split())[:120]
        if commit:
            user.save()
        return user
