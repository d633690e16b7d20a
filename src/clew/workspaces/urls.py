"""Addresses of the workspace itself: settings, members, tokens, history; and of its front door."""

from django.urls import path

from clew.workspaces.views import home, members, palette, settings

urlpatterns = [
    path("palette/", palette.find, name="palette"),
    path("undo/", settings.undo_last, name="undo"),
    path("settings/", settings.general, name="general"),
    path("settings/you/", settings.you, name="you"),
    path("settings/history/", settings.history, name="history"),
    path("settings/members/", members.members, name="members"),
    path("settings/members/<uuid:pk>/", members.change_member, name="change_member"),
    path("settings/members/<uuid:pk>/leave/", members.leave, name="leave"),
    path("settings/invitations/<uuid:pk>/withdraw/", members.withdraw_invitation, name="withdraw_invitation"),
    path("settings/tokens/", members.tokens, name="tokens"),
    path("settings/tokens/<uuid:pk>/revoke/", members.revoke, name="revoke_token"),
]

rootpatterns = [
    path("", home.home, name="home"),
    path("workspaces/", home.switcher, name="switcher"),
    path("workspaces/new/", home.new_workspace, name="new_workspace"),
    path("invitations/<str:secret>/", home.invitation, name="invitation"),
]
