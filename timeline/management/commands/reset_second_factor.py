"""`./manage.py reset_second_factor USERNAME`: for who lost the phone or key, and the recovery codes."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from timeline.second_factor import reset


class Command(BaseCommand):
    help = "Remove every second factor and recovery code of an account, and end its sessions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *_args: Any, username: str, **_options: Any) -> None:
        user = get_user_model().objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account {username!r}.")
        self.stdout.write(f"{username}: {reset(user)} second factors removed, sessions ended.")
