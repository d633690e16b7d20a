from django.urls import path

from clew.roadmap import views

urlpatterns = [
    path("features/", views.features, name="features"),
    path("features/new/", views.new_feature, name="new_feature"),
    path("features/<int:number>/", views.feature, name="feature"),
    path("features/<int:number>/edit/", views.edit_feature, name="edit_feature"),
]
