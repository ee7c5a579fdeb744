#!/usr/bin/env bash
# Prints a stream, taken up again where it was lost: ./curl.sh [query] [server]
query=${1:-node_memory_MemAvailable_bytes}
server=${2:-http://localhost:8080}

shopt -s lastpipe # The loop below runs in this shell, so that $id and $attempt outlive it.
id= attempt=0
while true; do
  # The speed limit is the watchdog: less than a byte a second for 21 s, and the connection is dead. A heartbeat comes after 15 s.
  curl --silent --show-error --no-buffer --speed-limit 1 --speed-time 21 ${id:+--header "Last-Event-ID: $id"} \
    --write-out '\nstatus: %{http_code}\n' --get --data-urlencode "query=$query" "$server/metrics/stream" |
    while IFS= read -r line; do
      case $line in
        id:*) id=${line#id: } attempt=0 ;;
        data:*) printf '%s\n' "${line#data: }" ;;
        '{'*) printf 'refused: %s\n' "$line" >&2 ;;
        'status: 408' | 'status: 429') ;; # later, perhaps
        'status: 4'*) exit 1 ;; # asking again would not help
      esac
    done
  # Full jitter: a random time up to 1, 2, 4, ... 30 s.
  most=$((1000 << (attempt < 5 ? attempt : 5)))
  wait=$((RANDOM % (most < 30000 ? most : 30000)))
  attempt=$((attempt + 1))
  sleep "$((wait / 1000)).$(printf %03d $((wait % 1000)))"
done
