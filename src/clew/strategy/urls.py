from django.urls import path

from clew.strategy.views import objectives, strategy

urlpatterns = [
    path("strategy/", strategy.strategy, name="strategy"),
    path("strategy/periods/new/", strategy.new_period, name="new_period"),
    path("strategy/<str:kind>/", strategy.statement, name="statement"),
    path("objectives/new/", objectives.new_objective, name="new_objective"),
    path("objectives/<int:number>/", objectives.objective, name="objective"),
    path("objectives/<int:number>/edit/", objectives.edit_objective, name="edit_objective"),
    path("objectives/<int:number>/key-results/new/", objectives.new_key_result, name="new_key_result"),
    path("objectives/<int:number>/status/", objectives.set_status, {"kind": "objective"}, name="objective_status"),
    path("key-results/<int:number>/", objectives.key_result, name="key_result"),
    path("key-results/<int:number>/edit/", objectives.edit_key_result, name="edit_key_result"),
    path("key-results/<int:number>/read/", objectives.add_reading, name="add_reading"),
    path("key-results/<int:number>/status/", objectives.set_status, {"kind": "key_result"}, name="key_result_status"),
    path("readings/<uuid:pk>/remove/", objectives.drop_reading, name="drop_reading"),
]
