"""A tool: counts the words of a text."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from ampd_module import Module, ToolError

module = Module("Counts words.")


@module.tool(
    "word_count",
    "Counts the words of a text.",
    {
        "type": "object",
        "properties": {"text": {"type": "string", "description": "The text."}},
        "required": ["text"],
        "additionalProperties": False,
    },
    annotations={"readOnlyHint": True},
)
def word_count(given, call):
    words = given["text"].split()
    if not words:
        raise ToolError("The text has no words; give one that has.", "empty")
    call.output(f"counting {len(words)} words\n")
    return {"words": len(words), "unit": module.config.get("unit", "words")}


module.run()
