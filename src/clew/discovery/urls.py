from django.urls import path

from clew.discovery import views

urlpatterns = [
    path("opportunities/", views.opportunities, name="opportunities"),
    path("opportunities/tree/", views.tree, name="tree"),
    path("opportunities/tree/move/", views.move, name="move"),
    path("opportunities/new/", views.new_opportunity, name="new_opportunity"),
    path("opportunities/<int:number>/", views.opportunity, name="opportunity"),
    path("opportunities/<int:number>/edit/", views.edit_opportunity, name="edit_opportunity"),
    path("opportunities/<int:number>/judge/", views.judge, name="judge"),
    path("settings/scores/", views.scoring, name="scoring"),
]
