#!/bin/sh
# A module of ampd in plain sh: a provider that answers every prompt with the same words, in two parts and then whole.

model='{"id":"fortune-1","context_window":100000,"max_output_tokens":100}'
mount='{"protocolVersion":"1.0","kind":"provider","provider":{"name":"fortune","models":['$model']}}'
answer='{"content":[{"type":"text","text":"Fortune favours the brave."}],"stop_reason":"end_turn"}'

say() { # part's number, its text; the request's id comes from the line that asked
  part='{"type":"delta","block_index":0,"block_type":"text","text":"'$2'"}'
  printf '{"jsonrpc":"2.0","method":"provider/delta","params":{"requestId":"%s","sequence":%s,"part":%s}}\n' "$request" "$1" "$part"
}

while IFS= read -r line; do
  id=$(printf '%s' "$line" | sed -n 's/^{"jsonrpc":"2.0","id":\([0-9]*\),.*/\1/p')
  case $line in
    *'"method":"module/mount"'*) result=$mount ;;
    *'"method":"provider/complete"'*)
      request=$(printf '%s' "$line" | sed 's/.*"request_id":"\([^"]*\)".*/\1/')
      say 0 'Fortune favours '
      say 1 'the brave.'
      result=$answer
      ;;
    *) continue ;;
  esac
  [ -n "$id" ] && printf '{"jsonrpc":"2.0","id":%s,"result":%s}\n' "$id" "$result"
done
