from django.db import models


class Answer(models.Model):
    """One answer; its form counts once."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=100, unique=True)
    values = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)
