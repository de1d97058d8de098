"""What a command has written of the user's files, for who ends it."""

from kaptar.repository.written import Record as Record
from kaptar.repository.written import recorded as recorded
from kaptar.repository.written import recording as recording
