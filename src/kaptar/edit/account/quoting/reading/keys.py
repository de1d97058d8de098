"""The keys of calls of edit tools, in the spellings that the readers of calls know. A call with another key is not read."""

from collections.abc import Mapping

from kaptar.edit.account.quoting.reading.parts import NotRead

PATHS = ("file_path", "path", "target_file", "target_filepath", "filename", "filePath", "file")
OLD = ("old_string", "old_str", "oldText", "old_text", "oldString", "search")
NEW = ("new_string", "new_str", "newText", "new_text", "newString", "replace")
EVERYWHERE = ("replace_all", "allow_multiple", "replaceAll")
PROVED = ("expected_replacements", "start_line", "end_line")
"""What a call says of its place. It is proved, or told by more of the text, before a call is read; see `wrappers.proofs`."""
MOVES = ("move_to", "move_path", "new_path")
SILENT = frozenset((
    "id", "call_id", "tool_call_id", "toolu_id", "tool_use_id", "toolUseId", "index", "explanation", "instruction",
    "instructions", "description", "reason", "thought", "thinking", "comment", "summary", "title", "security_risk",
    "requires_approval",
    "task_progress", "timeout", "cache_control", "caller", "status", "role",
    "Instruction", "Description", "Explanation", "CodeMarkdownLanguage", "code_markdown_language", "Complexity",
    "TargetLintErrorIds", "toolAction", "toolSummary", "waitForPreviousTools", "IsArtifact", "ArtifactMetadata", "Blocking",
    "blocking", "instruction_reminder", "instructions_reminder", "modified_by_user", "ai_proposed_content",
))  # fmt: skip
"""Keys that say nothing of the text or its place: ids and words about the call.

They are those of Anthropic's, OpenAI's and Google's calls, of Claude Code, Gemini CLI (`modified_by_user`), Cline
(`task_progress`, `requires_approval`), OpenHands (`security_risk`), Copilot (`explanation`), Cursor (`instructions`), Windsurf
and Antigravity (`Instruction`, `Complexity`, `toolSummary`) and Augment (`instruction_reminder`).
"""
COMMANDS = ("type", "command", "name", "tool", "tool_name")


def require_known(fields: Mapping[str, object], known: tuple[str, ...]) -> None:
    """A call has no key beside the known ones that may say more. Raises NotRead, with the key and those that are known."""
    for key, value in fields.items():
        if key not in known and key not in SILENT and not is_void(value):
            raise NotRead(f"the call has the key {key[:40]!r}, which is not read here; {listed(known)} are")


def is_void(value: object) -> bool:
    """Whether a value says nothing: null, or an empty text, list or object."""
    return value is None or value in ("", [], {})


def listed(keys: tuple[str, ...]) -> str:
    """Keys as words of a sentence."""
    return ", ".join(map(repr, keys[:-1])) + f" and {keys[-1]!r}" if len(keys) > 1 else repr(keys[0])
