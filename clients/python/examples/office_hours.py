"""A gate: no shell commands that push, unless the config says that it is allowed."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from ampd_module import Module, deny, proceed

module = Module("Holds back commands that push.")


@module.hook("office_hours", ["tool:pre"], gate=True)
def office_hours(event, data):
    command = data["tool_input"].get("command", "")
    if "push" in command and not module.config.get("may_push"):
        return deny("pushing is not allowed here; leave it to the user")
    return proceed()


module.run()
