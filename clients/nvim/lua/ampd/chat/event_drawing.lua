--- How a chat shows each event of its session, by name; an event that is not here is not shown.
local Transcript = require("ampd.chat.transcript")
local events = require("ampd.events")
local reload = require("ampd.reload")

---@type table<string, fun(chat: table, data: table)>
return {
  ["prompt:submit"] = function(chat, data)
    chat.is_cancelling = false
    chat.transcript:user(Transcript.text_of(data.prompt))
    events.emit("AmpdTurnStart", { session = chat.session.id })
  end,
  ["orchestrator:steering_injected"] = function(chat, data)
    chat.transcript:user(Transcript.text_of(data.prompt))
  end,
  ["content_block:delta"] = function(chat, data)
    chat.transcript:delta(data)
  end,
  ["content_block:end"] = function(chat, data)
    chat.transcript:block_end(data)
  end,
  ["tool:pre"] = function(chat, data)
    chat.transcript:tool_begin(data)
  end,
  ["tool:output"] = function(chat, data)
    chat.transcript:tool_output(data)
  end,
  ["tool:post"] = function(chat, data)
    chat.transcript:tool_end(data, data.result)
    reload.changed_files(chat)
  end,
  ["tool:error"] = function(chat, data)
    chat.transcript:tool_end(data, { success = false, error = data.error })
  end,
  ["artifact:write"] = function(chat, data)
    reload.changed_file(chat, data.path)
    events.emit("AmpdFileEdited", { session = chat.session.id, path = data.path })
  end,
  ["provider:retry"] = function(chat, data)
    local seconds = (data.delay_ms or 0) / 1000
    chat.transcript:notice(("%s; it is tried again in %.0f s."):format(data.error.message, seconds))
  end,
  ["provider:throttle"] = function(chat, data)
    chat.transcript:notice(("The request waits %.0f s: %s"):format((data.delay_ms or 0) / 1000, data.reason))
  end,
  ["context:post_compact"] = function(chat, data)
    chat.transcript:notice(("The history that the model sees was compacted: %d → %d tokens."):format(data.before_tokens, data.after_tokens))
  end,
  ["user:notification"] = function(chat, data)
    chat.transcript:notice(("%s: %s"):format(data.source, data.message))
  end,
}
