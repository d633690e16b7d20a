from django.urls import path

from clew.thread.views import items, talk

urlpatterns = [
    path("i/<str:ref>/", items.by_ref, name="ref"),
    path("items/<uuid:pk>/follow/", items.toggle_follow, name="follow"),
    path("items/<uuid:pk>/archive/", items.toggle_archive, name="archive"),
    path("items/<uuid:pk>/history/", items.history, name="history"),
    path("items/<uuid:pk>/tie/", items.tie, name="tie"),
    path("items/<uuid:pk>/comment/", talk.comment, name="comment"),
    path("links/<uuid:pk>/untie/", items.untie, name="untie"),
    path("comments/<uuid:pk>/", talk.change_comment, name="change_comment"),
    path("comments/<uuid:pk>/remove/", talk.drop_comment, name="drop_comment"),
    path("updates/", talk.updates, name="updates"),
    path("loose-ends/", talk.loose_ends, name="loose_ends"),
]
