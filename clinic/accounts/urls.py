from django.urls import path
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from clinic.accounts import people_views, views
from clinic.accounts.access import public

app_name = "accounts"
urlpatterns = [
    path("start/", views.start, name="start"),
    path("language/", public(require_POST(set_language)), name="language"),
    path("account/", views.account, name="account"),
    path("account/session/", views.session, name="session"),
    path("account/keys/new/", views.create_token, name="create_token"),
    path("account/keys/<int:pk>/revoke/", views.revoke_token, name="revoke_token"),
    path("people/", people_views.people, name="people"),
    path("people/<int:pk>/", people_views.person, name="person"),
    path("people/<int:pk>/roles/<int:centre_pk>/", people_views.change_role, name="change_role"),
    path(
        "people/<int:pk>/second-factor/remove/",
        people_views.remove_second_factor,
        name="remove_second_factor",
    ),
    path("people/<int:pk>/close/", people_views.close, name="close_account"),
    path("people/<int:pk>/reopen/", people_views.reopen, name="reopen_account"),
]
