#!/bin/sh
# A module of ampd in plain sh: one tool that greets. It answers one message a line, and ends when its input ends.
# sed is enough for what this example reads; a module that takes more than a simple word wants jq.

greet='{"name":"greet","description":"Greets somebody by name.","inputSchema":{"type":"object","properties":{"name":{"type":"string"}},"required":["name"]}}'

while IFS= read -r line; do
  id=$(printf '%s' "$line" | sed -n 's/^{"jsonrpc":"2.0","id":\([0-9]*\),.*/\1/p')
  case $line in
    *'"method":"module/mount"'*) result='{"protocolVersion":"1.0","kind":"tool","tools":['$greet']}' ;;
    *'"method":"tool/execute"'*)
      name=$(printf '%s' "$line" | sed 's/.*"input":{"name":"\([^"]*\)".*/\1/')
      result='{"success":true,"output":"Hello '$name'"}'
      ;;
    *) continue ;;
  esac
  [ -n "$id" ] && printf '{"jsonrpc":"2.0","id":%s,"result":%s}\n' "$id" "$result"
done
