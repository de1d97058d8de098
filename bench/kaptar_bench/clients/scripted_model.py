"""A model server on loopback that plays a script, so that real agent clients run without a model, a key or a network.

    python scripted_model.py --script script.json [--port 0] [--log requests.jsonl] [--times times.jsonl]

It prints its port, then serves until it is ended. The script is a list of turns, played in order in each conversation:

    [{"tool": "Write", "input": {"file_path": "/r/a.py", "content": "x = 1\\n"}}, {"text": "done"}]

A turn with "tools": [...] makes several calls at once. A custom (free-form) tool takes "input" as a string. The turn
is chosen by the number of answers in the history that the client sends back with every request: the server keeps no
state, and any number of conversations may run at once. Past the end it says "done"; a
request that offers no tools (titles, summaries) gets "ok". A script may be an object {"key": [...], ...} instead:
the first key that occurs in the user's messages selects its list.

Speaks: Anthropic Messages (POST /v1/messages), OpenAI Responses (POST /v1/responses) and chat completions
(POST /v1/chat/completions), Gemini generateContent (POST /v1beta/models/M:generateContent and :streamGenerateContent).
``--times`` appends a line for each request of a conversation: when it came in, when its answer was sent whole (seconds of one
clock), and the tools that the answer called. Standard library only.
"""

import argparse
import json
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import Any, ClassVar, Protocol

ids = count(1)

Json = dict[str, Any]
Events = Iterator[tuple[str | None, Json]]


class Dialect(Protocol):
    """One API: what a request says, and a turn as its answer, whole or as a stream of (event's name, data)."""

    @staticmethod
    def read(body: Json) -> tuple[bool, int, str]: ...

    @staticmethod
    def whole(turn: Json, body: Json) -> Json: ...

    @staticmethod
    def events(turn: Json, body: Json) -> Events: ...


def calls_of(turn: Json) -> list[tuple[str, Any]]:
    """The tool calls of a turn: a list of (name, input)."""
    if "tools" in turn:
        return [(t["tool"], t["input"]) for t in turn["tools"]]
    return [(turn["tool"], turn["input"])] if "tool" in turn else []


class Anthropic:
    """POST /v1/messages. https://docs.anthropic.com/en/api/messages-streaming"""

    @staticmethod
    def read(body: Json) -> tuple[bool, int, str]:
        said = [m for m in body["messages"] if m["role"] == "assistant"]
        return bool(body.get("tools")), len(said), json.dumps([m for m in body["messages"] if m["role"] == "user"])

    @staticmethod
    def events(turn: Json, body: Json) -> Events:
        message = {
            "id": f"msg_{next(ids)}",
            "type": "message",
            "role": "assistant",
            "model": body.get("model", "scripted"),
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": {"input_tokens": 10, "output_tokens": 1, "cache_read_input_tokens": 0, "cache_creation_input_tokens": 0},
        }
        yield "message_start", {"message": message}
        blocks: list[tuple[Json, Json]] = (
            [({"type": "text", "text": ""}, {"type": "text_delta", "text": turn["text"]})] if turn.get("text") else []
        )
        blocks += [
            (
                {"type": "tool_use", "id": f"toolu_{next(ids)}", "name": name, "input": {}},
                {"type": "input_json_delta", "partial_json": json.dumps(value)},
            )
            for name, value in calls_of(turn)
        ]
        for index, (block, delta) in enumerate(blocks):
            yield "content_block_start", {"index": index, "content_block": block}
            yield "content_block_delta", {"index": index, "delta": delta}
            yield "content_block_stop", {"index": index}
        yield (
            "message_delta",
            {
                "delta": {"stop_reason": "tool_use" if calls_of(turn) else "end_turn", "stop_sequence": None},
                "usage": {"output_tokens": 10},
            },
        )
        yield "message_stop", {}

    @staticmethod
    def whole(turn: Json, body: Json) -> Json:
        content = [{"type": "text", "text": turn["text"]}] if turn.get("text") else []
        content += [{"type": "tool_use", "id": f"toolu_{next(ids)}", "name": n, "input": v} for n, v in calls_of(turn)]
        return {
            "id": f"msg_{next(ids)}",
            "type": "message",
            "role": "assistant",
            "model": body.get("model", "scripted"),
            "content": content,
            "stop_reason": "tool_use" if calls_of(turn) else "end_turn",
            "stop_sequence": None,
            "usage": {"input_tokens": 10, "output_tokens": 10},
        }


class Responses:
    """POST /v1/responses. https://platform.openai.com/docs/api-reference/responses-streaming"""

    CALLS = ("function_call", "custom_tool_call", "local_shell_call")

    @staticmethod
    def read(body: Json) -> tuple[bool, int, str]:
        items = body.get("input") or []
        items = [{"type": "message", "role": "user", "content": items}] if isinstance(items, str) else items
        rounds, inside = 0, False
        for item in items:
            mine = item.get("type") in Responses.CALLS or item.get("role") == "assistant"
            rounds, inside = rounds + (mine and not inside), mine or (inside and item.get("type") == "reasoning")
        offered = body.get("tools") or any(
            i.get("type") == "additional_tools" for i in items
        )  # newer Codex models list them there
        return bool(offered), rounds, json.dumps([i for i in items if i.get("role") == "user"])

    @staticmethod
    def whole(turn: Json, body: Json) -> Json:
        items = (
            [
                {
                    "type": "message",
                    "id": f"msg_{next(ids)}",
                    "role": "assistant",
                    "status": "completed",
                    "content": [{"type": "output_text", "text": turn["text"], "annotations": []}],
                }
            ]
            if turn.get("text")
            else []
        )
        for name, value in calls_of(turn):
            call = {"call_id": f"call_{next(ids)}", "id": f"fc_{next(ids)}", "name": name, "status": "completed"}
            items.append(
                {**call, "type": "custom_tool_call", "input": value}
                if isinstance(value, str)
                else {**call, "type": "function_call", "arguments": json.dumps(value)}
            )
        usage = {
            "input_tokens": 10,
            "input_tokens_details": {"cached_tokens": 0},
            "output_tokens": 10,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": 20,
        }
        return {
            "id": f"resp_{next(ids)}",
            "object": "response",
            "created_at": int(time.time()),
            "status": "completed",
            "model": body.get("model", "scripted"),
            "output": items,
            "usage": usage,
        }

    @staticmethod
    def events(turn: Json, body: Json) -> Events:
        answer = Responses.whole(turn, body)
        yield "response.created", {"response": {**answer, "status": "in_progress", "output": [], "usage": None}}
        for index, item in enumerate(answer["output"]):
            yield "response.output_item.added", {"output_index": index, "item": item}
            yield "response.output_item.done", {"output_index": index, "item": item}
        yield "response.completed", {"response": answer}


class Chat:
    """POST /v1/chat/completions. https://platform.openai.com/docs/api-reference/chat

    Answers are counted from the last user message on: aider sends worked examples before it.
    """

    @staticmethod
    def read(body: Json) -> tuple[bool, int, str]:
        roles = [m["role"] for m in body["messages"]]
        last = max((i for i, r in enumerate(roles) if r == "user"), default=0)
        return (
            bool(body.get("tools")),
            roles[last:].count("assistant"),
            json.dumps([m for m in body["messages"] if m["role"] == "user"]),
        )

    @staticmethod
    def _message(turn: Json, indexed: bool) -> Json:
        calls = [
            {
                **({"index": i} if indexed else {}),
                "id": f"call_{next(ids)}",
                "type": "function",
                "function": {"name": n, "arguments": json.dumps(v)},
            }
            for i, (n, v) in enumerate(calls_of(turn))
        ]
        return {"role": "assistant", "content": turn.get("text"), **({"tool_calls": calls} if calls else {})}

    @staticmethod
    def whole(turn: Json, body: Json) -> Json:
        return {
            "id": f"chat_{next(ids)}",
            "object": "chat.completion",
            "created": int(time.time()),
            "model": body.get("model", "scripted"),
            "usage": {"prompt_tokens": 10, "completion_tokens": 10, "total_tokens": 20},
            "choices": [
                {"index": 0, "message": Chat._message(turn, False), "finish_reason": "tool_calls" if calls_of(turn) else "stop"}
            ],
        }

    @staticmethod
    def events(turn: Json, body: Json) -> Events:
        base = {
            "id": f"chat_{next(ids)}",
            "object": "chat.completion.chunk",
            "created": int(time.time()),
            "model": body.get("model", "scripted"),
        }
        yield None, {**base, "choices": [{"index": 0, "delta": Chat._message(turn, True), "finish_reason": None}]}
        yield (
            None,
            {
                **base,
                "choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls" if calls_of(turn) else "stop"}],
                "usage": {"prompt_tokens": 10, "completion_tokens": 10, "total_tokens": 20},
            },
        )


class Gemini:
    """POST /v1beta/models/M:generateContent. https://ai.google.dev/api/generate-content"""

    @staticmethod
    def read(body: Json) -> tuple[bool, int, str]:
        contents = body.get("contents") or []
        return (
            bool(body.get("tools")),
            sum(c.get("role") == "model" for c in contents),
            json.dumps([c for c in contents if c.get("role") == "user"]),
        )

    @staticmethod
    def whole(turn: Json, body: Json) -> Json:
        parts = [{"text": turn["text"]}] if turn.get("text") else []
        parts += [{"functionCall": {"name": n, "args": v}} for n, v in calls_of(turn)]
        return {
            "candidates": [{"content": {"role": "model", "parts": parts}, "finishReason": "STOP", "index": 0}],
            "usageMetadata": {"promptTokenCount": 10, "candidatesTokenCount": 10, "totalTokenCount": 20},
            "modelVersion": "scripted",
        }

    @staticmethod
    def events(turn: Json, body: Json) -> Events:
        yield None, Gemini.whole(turn, body)


def dialect_of(path: str) -> type[Dialect] | None:
    path = path.split("?")[0]
    if path.endswith("/messages"):
        return Anthropic
    if path.endswith("/responses"):
        return Responses
    if path.endswith("/chat/completions"):
        return Chat
    return Gemini if "enerateContent" in path else None


def turn_for(script: Any, dialect: type[Dialect], body: Json) -> Json:
    has_tools, index, user = dialect.read(body)
    if not has_tools and not Handler.without_tools:
        return {"text": "ok"}
    if isinstance(script, dict):
        script = next((turns for key, turns in script.items() if key in user), [])
    turn: Json = script[index] if index < len(script) else {"text": "done"}
    return turn


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    script: ClassVar[Any] = []
    log: ClassVar[str | None] = None
    times: ClassVar[str | None] = None
    without_tools: ClassVar[bool] = False
    lock: ClassVar[threading.Lock] = threading.Lock()

    def do_POST(self) -> None:
        asked = time.monotonic()
        raw = self.rfile.read(int(self.headers.get("content-length") or 0))
        try:
            body = json.loads(raw or b"{}")
        except ValueError:
            return self._answer(400, {"error": "the request is not JSON"})
        self._append(self.log, {"path": self.path, "body": body})
        if "count" in self.path:  # count_tokens, countTokens
            return self._answer(200, {"input_tokens": 10, "totalTokens": 10})
        dialect = dialect_of(self.path)
        if dialect is None:
            return self._answer(404, {"error": f"nothing is served at {self.path}"})
        turn = turn_for(self.script, dialect, body)
        if body.get("stream") or "streamGenerateContent" in self.path:
            self._stream(dialect, turn, body)
        else:
            self._answer(200, dialect.whole(turn, body))
        if dialect.read(body)[0] or self.without_tools:
            self._append(
                self.times, {"asked": asked, "answered": time.monotonic(), "tools": [name for name, _ in calls_of(turn)]}
            )
        return None

    def do_GET(self) -> None:
        self._answer(200, {"object": "list", "data": [{"id": "scripted", "object": "model"}], "models": []})

    def do_HEAD(self) -> None:
        self._answer(200, {})

    def _stream(self, dialect: type[Dialect], turn: Json, body: Json) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        for name, data in dialect.events(turn, body):
            head = f"event: {name}\n" if name else ""
            self.wfile.write(f"{head}data: {json.dumps({'type': name, **data} if name else data)}\n\n".encode())
        if dialect is Chat:
            self.wfile.write(b"data: [DONE]\n\n")
        self.close_connection = True

    def _append(self, path: str | None, value: Json) -> None:
        if path:
            with self.lock, open(path, "a") as file:
                file.write(json.dumps(value) + "\n")

    def _answer(self, status: int, value: Json) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Silent."""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--script", required=True, help="JSON file of turns")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--log", help="append each request to this JSON Lines file")
    parser.add_argument("--times", help="append when requests came and were answered to this JSON Lines file")
    parser.add_argument(
        "--without-tools",
        action="store_true",
        help="play the script to requests without tools too (for clients that edit by text, as aider does)",
    )
    args = parser.parse_args()
    Handler.script = json.loads(Path(args.script).read_text("utf-8"))
    Handler.log, Handler.times, Handler.without_tools = args.log, args.times, args.without_tools
    server = ThreadingHTTPServer(("127.0.0.1", args.port), Handler)
    server.daemon_threads = True
    print(server.server_port, flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        sys.exit(0)


if __name__ == "__main__":
    main()
