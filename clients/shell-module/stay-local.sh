#!/bin/sh
# A module of ampd in plain sh: a gate that holds back what pushes. What it does not understand, ampd counts as a denial.

while IFS= read -r line; do
  id=$(printf '%s' "$line" | sed -n 's/^{"jsonrpc":"2.0","id":\([0-9]*\),.*/\1/p')
  case $line in
    *'"method":"module/mount"'*)
      result='{"protocolVersion":"1.0","kind":"hook","hooks":[{"name":"stay_local","events":["tool:pre"],"gate":true}]}'
      ;;
    *'"method":"hook/invoke"'*'"command":"'*push*) result='{"action":"deny","reason":"pushing is left to the user"}' ;;
    *'"method":"hook/invoke"'*) result='{"action":"continue"}' ;;
    *) continue ;;
  esac
  [ -n "$id" ] && printf '{"jsonrpc":"2.0","id":%s,"result":%s}\n' "$id" "$result"
done
