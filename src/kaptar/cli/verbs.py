"""The commands, each imported when it is used. A new command is one file and one line here."""

import click

from kaptar import __version__
from kaptar.cli.command import Lazy, LazyGroup, global_options

VERBS = {
    "run": Lazy("kaptar.cli.run:run", "Run a plan of code tasks on a repository."),
    "apply": Lazy("kaptar.cli.apply:apply", "Apply an edit that a model wrote, or refuse it."),
    "check": Lazy("kaptar.cli.check:check", "Put files through the checks that agents' hooks run."),
    "baseline": Lazy("kaptar.cli.baseline:baseline", "Write down what the checks find now, so that only later findings count."),
    "trust": Lazy("kaptar.cli.trust:trust", "Let the tools of this repository run in checks."),
    "claim": Lazy("kaptar.cli.claim:claim", "Take files, patterns or definitions for yourself for a while."),
    "offer": Lazy("kaptar.cli.offer:offer", "Hand what you hold to another session."),
    "release": Lazy("kaptar.cli.claim:release", "Give back what you have claimed."),
    "who": Lazy("kaptar.cli.claim:who", "Say who holds what in this repository."),
    "history": Lazy("kaptar.cli.history:history", "Say who changed a file when."),
    "restore": Lazy("kaptar.cli.history:restore", "Write a file as it was after an earlier change."),
    "blame": Lazy("kaptar.cli.commit:blame", "Say who made each change since the last commit."),
    "commit": Lazy("kaptar.cli.commit:commit", "Commit only what one session has changed."),
    "init": Lazy("kaptar.cli.init:init", "Put hooks into the configuration of agent clients, or take them out."),
    "hook": Lazy("kaptar.cli.hook:hook", "Answer a client's hook in this process."),
    "git-hook": Lazy(
        "kaptar.cli.git_hooks:git_hook", "Answer a hook of git's, for a command that an agent's script has started."
    ),
    "up": Lazy("kaptar.cli.up:up", "Start the hive of this repository, or find the one that runs."),
    "down": Lazy("kaptar.cli.up:down", "End the hive of this repository."),
    "status": Lazy("kaptar.cli.up:status", "Say what the hive of this repository is doing."),
    "doctor": Lazy("kaptar.cli.doctor:doctor", "Say what works here, what is missing, and the remedy."),
    "modules": Lazy("kaptar.cli.modules:modules", "List, add, remove and call guest modules."),
    "hooks": Lazy("kaptar.cli.hooks:hooks", "What hooks cost and found."),
    "bench": Lazy("kaptar.cli.bench:bench", "Measure, and compare measurements."),
}


@click.group(
    cls=LazyGroup,
    lazy=VERBS,
    params=global_options(),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, message="kaptar %(version)s")
def kaptar() -> None:
    """A hive for coding agents: fast code tasks in sandboxed guests, exact edits, truthful checks.

    Exit codes: 0 done, 1 not done, 2 wrong usage, 3 unavailable.
    """
