"""A provider: says again what the user said, word by word."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from ampd_module import Module, ProviderError

module = Module("Says again what the user said.")


@module.provider("echo", [{"id": "echo-1", "context_window": 100000, "max_output_tokens": 4096}])
def echo(request, answer):
    said = [block["text"] for message in request["messages"] if message["role"] == "user" for block in message["content"]]
    if not said:
        raise ProviderError("There is nothing to say again.", "InvalidRequest")
    words = said[-1].split(" ")
    answer.text(word if index == 0 else f" {word}" for index, word in enumerate(words))
    return {"usage": {"input_tokens": len(words), "output_tokens": len(words)}}


module.run()
