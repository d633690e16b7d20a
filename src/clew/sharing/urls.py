from django.urls import path

from clew.sharing import views

urlpatterns = [
    path("", views.brief, name="brief"),
    path("brief.md", views.markdown, name="brief_markdown"),
    path("start/mission/", views.set_mission, name="set_mission"),
    path("start/objective/", views.set_objective, name="set_objective"),
]
