"""Write a module of ampd in Python: tools, hooks and a provider, as a process that ampd starts from a mount plan.

One file, standard library only, Python 3.9 or newer. It speaks one JSON a line over stdin and stdout; whatever else is printed goes to
stderr. It ends when its stdin ends, so it never outlives ampd.
"""

import json
import os
import queue
import sys
import threading
import traceback
from typing import Any, Callable, Dict, List, Optional

PROTOCOL_VERSION = "1.0"
CANCELLED = -32800
METHOD_NOT_FOUND = -32601
INTERNAL = -32603
# Batches of events that wait for observers; then nothing more is read until there is room.
MAX_OBSERVED = 1000


def proceed() -> Dict[str, Any]:
    """The hook has nothing to say."""
    return {"action": "continue"}


def deny(reason: str) -> Dict[str, Any]:
    return {"action": "deny", "reason": reason}


def modify(data: Dict[str, Any]) -> Dict[str, Any]:
    """These fields of the event's data are replaced."""
    return {"action": "modify", "data": data}


def inject(text: str, **more: Any) -> Dict[str, Any]:
    """The text goes before the model."""
    return {"action": "inject_context", "context_injection": text, **more}


def ask(prompt: str, **more: Any) -> Dict[str, Any]:
    """The user decides."""
    return {"action": "ask_user", "approval_prompt": prompt, **more}


class ToolError(Exception):
    """The tool's own failure: its message is for the model."""

    def __init__(self, message: str, kind: str = "tool-failed") -> None:
        super().__init__(message)
        self.kind = kind


class ProviderError(Exception):
    """`kind` is one of the kernel's, such as RateLimit, Authentication, InvalidRequest."""

    def __init__(self, message: str, kind: str = "ProviderUnavailable", retry_after_ms: Optional[int] = None) -> None:
        super().__init__(message)
        self.data: Dict[str, Any] = {"kind": kind}
        if retry_after_ms is not None:
            self.data["retryAfterMs"] = retry_after_ms


class Call:
    """One tool call under way. Look at `is_cancelled` in what takes long."""

    def __init__(self, module: "Module", params: Dict[str, Any], cancelled: threading.Event) -> None:
        self.session_id: str = params["sessionId"]
        self.tool_call_id: str = params["toolCallId"]
        self.cancelled = cancelled
        self._module = module

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled.is_set()

    def output(self, text: str, stream: str = "stdout") -> None:
        """Shown to people while the tool runs."""
        about = {"toolCallId": self.tool_call_id, "sessionId": self.session_id}
        self._module.notify("tool/output", {**about, "stream": stream, "text": text})


class Answer:
    """An answer that a provider is making. Each piece waits until the server has room for it."""

    def __init__(self, module: "Module", params: Dict[str, Any], cancelled: threading.Event) -> None:
        self.request: Dict[str, Any] = params["request"]
        self.cancelled = cancelled
        self.content: List[Dict[str, Any]] = []
        self._module = module
        self._room = threading.Semaphore(params["window"])
        self._sequence = 0

    def text(self, pieces: Any) -> None:
        """A block of text, from a string or from strings as they come."""
        index, whole = len(self.content), ""
        self._send({"type": "start", "block_index": index, "block_type": "text"})
        for piece in [pieces] if isinstance(pieces, str) else pieces:
            whole += piece
            self._send({"type": "delta", "block_index": index, "block_type": "text", "text": piece})
        self._end({"type": "text", "text": whole})

    def tool_call(self, call_id: str, name: str, arguments: Dict[str, Any]) -> None:
        self._send({"type": "start", "block_index": len(self.content), "block_type": "tool_call", "name": name})
        self._end({"type": "tool_call", "id": call_id, "name": name, "input": arguments})

    def _end(self, block: Dict[str, Any]) -> None:
        self._send({"type": "end", "block_index": len(self.content), "block": block})
        self.content.append(block)

    def _send(self, part: Dict[str, Any]) -> None:
        while not self._room.acquire(timeout=0.2):
            if self.cancelled.is_set():
                raise ProviderError("The request was cancelled.", "Abort")
        about = {"requestId": self.request["request_id"], "sequence": self._sequence}
        self._sequence += 1
        self._module.notify("provider/delta", {**about, "part": part})

    def acknowledged(self) -> None:
        self._room.release()


class Module:
    def __init__(self, description: str = "", kind: Optional[str] = None) -> None:
        self.config: Dict[str, Any] = {}
        self.session: Dict[str, Any] = {}
        self._description = description
        self._kind = kind
        self._tools: Dict[str, Dict[str, Any]] = {}
        self._hooks: Dict[str, Dict[str, Any]] = {}
        self._provider: Dict[str, Any] = {}
        self._channels: Dict[str, Callable[[], Any]] = {}
        self._capabilities: List[str] = []
        self._running: Dict[Any, threading.Event] = {}
        self._answers: Dict[str, Answer] = {}
        self._replies: Dict[str, Any] = {}
        self._asked = 0
        self._observed: "queue.Queue[Dict[str, Any]]" = queue.Queue(MAX_OBSERVED)
        self._write_lock = threading.Lock()
        self._reply_arrived = threading.Condition()

    def tool(self, name: str, description: str, input_schema: Dict[str, Any], **more: Any) -> Callable:
        """Decorates `run(input, call)`. What it returns is the output; it raises ToolError to fail."""

        def register(run: Callable[[Dict[str, Any], Call], Any]) -> Callable:
            declared = {"name": name, "description": description, "inputSchema": input_schema, **more}
            self._tools[name] = {"declared": declared, "run": run}
            return run

        return register

    def hook(self, name: str, events: List[str], **more: Any) -> Callable:
        """Decorates `run(event, data)`. It returns a hook result, or None for none; what it raises counts as a failure."""

        def register(run: Callable[[str, Dict[str, Any]], Any]) -> Callable:
            self._hooks[name] = {"declared": {"name": name, "events": events, **more}, "run": run}
            return run

        return register

    def provider(self, name: str, models: List[Dict[str, Any]], **more: Any) -> Callable:
        """Decorates `run(request, answer)`. It may return more of the response, such as usage or stop_reason."""

        def register(run: Callable[[Dict[str, Any], Answer], Any]) -> Callable:
            self._provider = {"declared": {"name": name, "models": models, **more}, "run": run}
            return run

        return register

    def channel(self, name: str) -> Callable:
        """Decorates `run()`: what the module contributes to a channel."""

        def register(run: Callable[[], Any]) -> Callable:
            self._channels[name] = run
            return run

        return register

    def needs(self, *capabilities: str) -> None:
        """Declares capabilities that `capability` may read."""
        self._capabilities.extend(capabilities)

    def capability(self, name: str) -> Any:
        """The value, or None. Not from the main thread before `run`. Raises RuntimeError where it is refused."""
        reply = self._ask("capability/get", {"name": name})
        if "error" in reply:
            raise RuntimeError(reply["error"]["message"])
        return reply["result"]["value"]

    def notify(self, method: str, params: Dict[str, Any]) -> None:
        self._write({"method": method, "params": params})

    def run(self) -> None:
        """Serves until stdin ends. Only messages go to stdout: what is printed goes to stderr. What a tool starts has an empty stdin."""
        self._output = os.fdopen(os.dup(1), "wb")
        os.dup2(2, 1)
        messages = os.fdopen(os.dup(0), "rb")
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        threading.Thread(target=self._observe, daemon=True).start()
        for line in messages:
            if line.strip():
                self._take(json.loads(line))
        self._observed.join()
        for event in list(self._running.values()):
            event.set()
        self._output.flush()
        os._exit(0)

    def _take(self, message: Dict[str, Any]) -> None:
        method, params = message.get("method"), message.get("params") or {}
        if method is None:
            with self._reply_arrived:
                self._replies[message.get("id")] = message
                self._reply_arrived.notify_all()
        elif "id" in message:
            cancelled = self._running[message["id"]] = threading.Event()
            threading.Thread(target=self._answer, args=(message["id"], method, params, cancelled), daemon=True).start()
        elif method == "$/cancelRequest":
            running = self._running.get(params.get("id"))
            if running is not None:
                running.set()
        elif method == "provider/ack":
            answer = self._answers.get(params.get("requestId", ""))
            if answer is not None:
                answer.acknowledged()
        elif method == "hook/observe":
            self._observed.put(params)
        elif method == "contribution/fault":
            print(f"ampd: {params.get('name')}: {params.get('message')}", file=sys.stderr, flush=True)

    def _answer(self, request_id: Any, method: str, params: Dict[str, Any], cancelled: threading.Event) -> None:
        try:
            handler = self._HANDLERS.get(method)
            if handler is None:
                reply: Dict[str, Any] = {"error": {"code": METHOD_NOT_FOUND, "message": f"There is no method {method}."}}
            else:
                reply = {"result": handler(self, params, cancelled)}
            line = encoded({"id": request_id, **reply})
        except (Exception, SystemExit) as error:  # Whatever a handler raises is the answer; so is a result that is no JSON.
            if not isinstance(error, ProviderError):
                traceback.print_exc()
            code = CANCELLED if cancelled.is_set() else INTERNAL
            told = {"code": code, "message": str(error) or repr(error), "data": getattr(error, "data", {})}
            line = encoded({"id": request_id, "error": told})
        finally:
            self._running.pop(request_id, None)
        self._write_line(line)

    def _mount(self, params: Dict[str, Any], _: threading.Event) -> Dict[str, Any]:
        self.config, self.session = params["config"], params["session"]
        kind = self._kind or ("provider" if self._provider else "tool" if self._tools else "hook")
        declared = {
            "protocolVersion": PROTOCOL_VERSION,
            "kind": kind,
            "description": self._description,
            "tools": [tool["declared"] for tool in self._tools.values()],
            "hooks": [hook["declared"] for hook in self._hooks.values()],
            "capabilities": self._capabilities,
            "channels": list(self._channels),
        }
        return {**declared, **({"provider": self._provider["declared"]} if self._provider else {})}

    def _execute(self, params: Dict[str, Any], cancelled: threading.Event) -> Dict[str, Any]:
        try:
            output = self._tools[params["name"]]["run"](params["input"], Call(self, params, cancelled))
            return {"success": True, "output": output}
        except ToolError as error:
            return {"success": False, "output": None, "error": {"kind": error.kind, "message": str(error)}}

    def _invoke(self, params: Dict[str, Any], _: threading.Event) -> Dict[str, Any]:
        return self._hooks[params["name"]]["run"](params["event"], params["data"]) or proceed()

    def _observe(self) -> None:
        """Not in the thread that reads: an observer may ask for a capability."""
        while True:
            params = self._observed.get()
            for one in params["events"]:
                try:
                    self._hooks[params["name"]]["run"](one["event"], one["data"])
                except (Exception, SystemExit):  # Nobody waits for an observer's answer.
                    traceback.print_exc()
            self._observed.task_done()

    def _complete(self, params: Dict[str, Any], cancelled: threading.Event) -> Dict[str, Any]:
        answer = Answer(self, params, cancelled)
        self._answers[params["request"]["request_id"]] = answer
        try:
            more = self._provider["run"](params["request"], answer) or {}
        finally:
            del self._answers[params["request"]["request_id"]]
        calls = any(block["type"] == "tool_call" for block in answer.content)
        return {"content": answer.content, "stop_reason": "tool_use" if calls else "end_turn", **more}

    def _collect(self, params: Dict[str, Any], _: threading.Event) -> Dict[str, Any]:
        return {"value": self._channels[params["channel"]]()}

    def _ask(self, method: str, params: Dict[str, Any]) -> Dict[str, Any]:
        with self._reply_arrived:
            self._asked += 1
            request_id = f"module-{self._asked}"
            self._write({"id": request_id, "method": method, "params": params})
            self._reply_arrived.wait_for(lambda: request_id in self._replies, timeout=30)
            return self._replies.pop(request_id, {"error": {"message": f"{method} was not answered"}})

    def _write(self, message: Dict[str, Any]) -> None:
        self._write_line(encoded(message))

    def _write_line(self, line: bytes) -> None:
        with self._write_lock:
            self._output.write(line)
            self._output.flush()

    _HANDLERS: Dict[str, Callable] = {
        "module/mount": _mount,
        "tool/execute": _execute,
        "hook/invoke": _invoke,
        "provider/complete": _complete,
        "channel/collect": _collect,
    }


def encoded(message: Dict[str, Any]) -> bytes:
    return json.dumps({"jsonrpc": "2.0", **message}, ensure_ascii=True, allow_nan=False).encode() + b"\n"
