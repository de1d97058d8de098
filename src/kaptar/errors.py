"""The one tree of errors. Each class says who must act; ``exit_code`` is what the command line ends with."""


class KaptarError(Exception):
    """Base of all that Kaptar raises on purpose. The text is one line: what is wrong, where, what to do."""

    exit_code = 1


class UsageError(KaptarError):
    """The caller asked in a wrong way: correct the call."""

    exit_code = 2


class ConfigError(UsageError):
    """A setting is unknown or has a value that is not allowed: correct the configuration."""


class UnknownOperation(UsageError):
    """No operation, module or kind has this name: see the list."""


class InvalidArgument(UsageError):
    """An argument has the wrong type or is out of bounds: correct the call."""


class OperationFailed(KaptarError):
    """The operation ran and says that its input is no good (damaged data, wrong key): correct the input."""


class NotProved(KaptarError):
    """New text of a file did not pass its proof: the file stays as it is."""


class InputError(KaptarError):
    """A file or plan cannot be read or used: correct the file."""


class Stopped(KaptarError):
    """The work was asked to end before it had an answer. Nothing is wrong with what was asked."""


class PartFailed(KaptarError):
    """A part of the hive failed, and the hive ended for it: the log has the traceback."""


class Unavailable(KaptarError):
    """The thing asked for is not there: the text says what to install or switch on."""

    exit_code = 3


class Unreachable(Unavailable):
    """The connection to a hive broke or timed out: see whether it runs (`kaptar status`)."""


class OtherProtocol(Unavailable):
    """The hive that answers is of another version: end it and start one of this version. Until then work is done in process."""


class StillCompiling(Unavailable):
    """A guest is compiled for the first time, and that takes longer than this call may wait: try again later."""


class Busy(Unavailable):
    """All instances are in use and the queue is full: slow down and try again."""


class NotStarted(Unavailable):
    """The system refused a guest what it starts with, or a thread: raise the limit that the text names, or free what is short."""


class Closed(UsageError):
    """The runtime, pool or hive was closed before: a bug in the caller."""


class GuestError(KaptarError):
    """A guest did not end its call as it should. Only this call is lost."""


class GuestTrap(GuestError):
    """The guest trapped: a bug in the module, or hostile input."""


class DeadlineExceeded(GuestError):
    """The call took longer than its deadline and was stopped."""


class MemoryExceeded(GuestError):
    """The call wanted more memory than its limit."""


class BadModule(KaptarError):
    """A WASM file breaks the call convention, has imports, or is not what its digest says: do not use it."""
