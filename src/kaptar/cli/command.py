"""Shared by all commands: lazy groups, the common options, and the state that these options make."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from kaptar.cli.border import escaped, say, say_json
from kaptar.cli.signals import Interrupted

if TYPE_CHECKING:
    from kaptar.api.desk import Desk
    from kaptar.api.here import Here
    from kaptar.api.modules import Runtime
    from kaptar.api.settings import Config


class Lazy(NamedTuple):
    """A command's place (``package.module:attribute``) and its line in the list, shown without importing it."""

    home: str
    summary: str

    def load(self) -> click.Command:
        module, attribute = self.home.split(":")
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def __init__(self, *args: Any, lazy: Mapping[str, Lazy], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lazy = lazy

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command. Raises Interrupted where a signal ends it: click adds an empty line to a KeyboardInterrupt."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as problem:
            raise Interrupted from problem

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return self.lazy[cmd_name].load() if cmd_name in self.lazy else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, lazy.summary) for name, lazy in self.lazy.items()])


@dataclass
class State:
    """The values of the global options. One per process, given to verbs by ``@click.pass_obj``."""

    json: bool = False
    flags: dict[str, Any] = field(default_factory=dict)

    def config(self, start: Path | None = None) -> "Config":
        """The configuration for work in ``start``. Raises ConfigError."""
        from kaptar.api.settings import load_config

        return load_config(start, flags=self.flags)

    @contextmanager
    def runtime(self, *, compile_bar: bool = False) -> "Iterator[Runtime]":
        """A runtime with the built-in operations, closed at the end.

        Args:
            compile_bar: show the first compile as a bar on stderr, when that is a terminal and has no other bar.
        """
        from kaptar.api.programs import Runtime

        bar: Any = nullcontext(None)
        if compile_bar:
            from kaptar.cli.compile_bar import compile_bar as shown

            bar = shown()
        with bar as told, Runtime(self.config(), progress=told) as runtime:
            yield runtime

    @contextmanager
    def desk(self, folder: Path, **runtime_options: Any) -> "Iterator[Desk]":
        """Who answers requests about the repository of a folder: its hive, or this process with these options."""
        from kaptar.api.connect import InProcess, connect
        from kaptar.api.settings import own_settings

        source = InProcess(lambda: self.here(folder, **runtime_options), own_settings(self.flags, os.environ), self.tell)
        with connect(folder, source) as connection:
            if connection.passed_over:
                self.tell(f"done without the hive: {connection.why}")
            yield connection.desk

    def here(self, folder: Path, **runtime_options: Any) -> "AbstractContextManager[Here]":
        """A desk in this process."""
        from kaptar.api.here import open_in_haste

        return open_in_haste(self.config, folder, self.tell, **runtime_options)

    @contextmanager
    def desk_for_writing(self, folder: Path) -> "Iterator[Desk]":
        """A desk in this process, so that Ctrl-C ends the write. What a killed command left half done is rolled back first."""
        from kaptar.api.recovery import roll_back

        for line in roll_back(folder):
            self.tell(line)
        with self.here(folder) as here:
            yield here

    @contextmanager
    def desk_for_looking(self, folder: Path) -> "Iterator[Desk]":
        """As `desk`, for an edit that is not written. Nothing is rolled back, and no operations are imported."""
        from kaptar.api.recovery import left_half_done

        for line in left_half_done(folder):
            self.tell(line)
        with self.desk(folder, operations={}) as desk:
            yield desk

    @staticmethod
    def tell(line: str) -> None:
        """Say something on stderr that is no part of the answer."""
        say(f"kaptar: {escaped(line)}", err=True)

    def answer(self, value: Any, text: Callable[[], str]) -> None:
        """Print the answer: with ``--json`` the value as one JSON line, else the text."""
        if self.json:
            from kaptar.api.wire import to_json

            say_json(to_json(value).decode())
        else:
            say(text())


def global_options() -> list[click.Parameter]:
    """``--json``, ``--no-wasm`` and ``--config``: accepted before and after the verb."""
    return [
        click.Option(
            ["--json"],
            is_flag=True,
            expose_value=False,
            callback=_set_json,
            help="Print one JSON value on stdout.",
        ),
        click.Option(
            ["--no-wasm"],
            is_flag=True,
            expose_value=False,
            callback=_set_no_wasm,
            help="Run no guests; host twins answer.",
        ),
        click.Option(
            ["--config"],
            type=click.Path(dir_okay=False),
            metavar="FILE",
            expose_value=False,
            callback=_set_config,
            help="Read this JSON or TOML file instead of the repository's.",
        ),
    ]


def _set_json(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    ctx.ensure_object(State).json |= value


def _set_no_wasm(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        ctx.ensure_object(State).flags["wasm.enabled"] = False


def _set_config(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
    if value is not None:
        ctx.ensure_object(State).flags["config"] = value


class Verb(click.Command):
    """A command with the global options. Its function takes the `State` first (``@click.pass_obj``)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.extend(global_options())

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb. Raises ConfigError where settings under the project's former name are left, if it uses settings."""
        from kaptar.cli.logged import logged

        with logged():
            self.refuse_former_settings()
            return super().invoke(ctx)

    def refuse_former_settings(self) -> None:
        from kaptar.api.settings import refuse_former

        refuse_former(Path.cwd(), os.environ)


class VerbWithoutSettings(Verb):
    """A verb that works whatever the settings are: with wrong ones a hive can still be ended, and the fault found."""

    def refuse_former_settings(self) -> None:
        """Leave them: they change nothing here, or the verb names them itself."""
