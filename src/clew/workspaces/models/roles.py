from django.db import models


class Role(models.IntegerChoices):
    """What a member may do. Each role may do what the ones below it may."""

    READER = 1, "Reader"
    COMMENTER = 2, "Commenter"
    EDITOR = 3, "Editor"
    OWNER = 4, "Owner"
