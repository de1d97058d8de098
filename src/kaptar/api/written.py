"""Record of the user's files that a command has written, for who ends it."""

from kaptar.repository.written import Record as Record
from kaptar.repository.written import recorded as recorded
from kaptar.repository.written import recording as recording
