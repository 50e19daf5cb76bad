#!/usr/bin/env bash
# The server under load: requests a second, latency and memory, beside the time that the same query
# takes within the process; last, ten times the load that it is told to take. Needs wrk. Talks to loopback only.
#   http.sh NEWSGREP INDEX [SECONDS]
set -euo pipefail
newsgrep=$1 index=$2 loopback=$3 seconds=${4:-30}
command -v wrk >/dev/null || { echo "http.sh needs wrk" >&2; exit 2; }
work=$(mktemp -d)
address=127.0.0.1:7791
server= empty=
leave() { kill $1 2>/dev/null || true; wait $1 2>/dev/null || true; }
trap 'leave "$server"; leave "$empty"; rm -rf "$work"' EXIT
start() {
    "$newsgrep" serve --index "$index" --addr "$address" "$@" >"$work/log" 2>&1 &
    server=$!
    for _ in $(seq 100); do
        if curl -fs "http://$address/healthz" >/dev/null; then break; fi
        sleep 0.1
    done
}
start
resident() { awk '/VmRSS/ { printf "%.0f", $2 / 1024 }' "/proc/$server/status"; }

# The same query many times in one process: the median of the time each took.
inside() {
    for _ in $(seq 400); do printf '%s\n' "$1"; done >"$work/queries.jsonl"
    "$newsgrep" batch --index "$index" --threads 1 --stats "$work/queries.jsonl" 2>/dev/null |
        python3 -c 'import json, statistics, sys
took = [it["took_ms"] * 1000 for it in map(json.loads, sys.stdin) if it.get("took_ms") is not None]
print(f"{statistics.median(took):.0f}" if took else "–")'
}

# What wrk sees of a server that works so many microseconds for an answer of so many bytes.
beside() {
    : >"$work/port"
    "$loopback" "$1" "$2" >"$work/port" &
    empty=$!
    until [ -s "$work/port" ]; do sleep 0.1; done
    wrk -t 1 -c 1 -d "${seconds}s" --latency "http://127.0.0.1:$(cat "$work/port")/" >"$work/wrk"
    leave "$empty"
    micros 50
}
micros() {
    awk -v level="$1%" '$1 == level { print $2 * ($2 ~ /us$/ ? 1 : $2 ~ /ms$/ ? 1e3 : 1e6) }' "$work/wrk"
}

echo "| request | in process p50 µs | empty server p50 µs | connections | requests/s | p50 µs | p99 µs | resident MB |"
echo "| --- | --- | --- | --- | --- | --- | --- | --- |"
while IFS=$'\t' read -r name path object; do
    alone=$(inside "$object")
    floor=$(beside "$alone" "$(curl -s "http://$address$path" | wc -c)")
    for connections in 1 8 64; do
        threads=$((connections > 1 ? 2 : 1))
        wrk -t "$threads" -c "$connections" -d "${seconds}s" --latency "http://$address$path" >"$work/wrk"
        awk -v told="$name | $alone | $floor | $connections" -v p50="$(micros 50)" -v p99="$(micros 99)" -v memory="$(resident)" '
            /^Requests\/sec/ { rate = $2 }
            /Non-2xx/ { refused = " (" $NF " refused)" }
            END { printf "| %s | %.0f%s | %.0f | %.0f | %s |\n", told, rate, refused, p50, p99, memory }
        ' "$work/wrk"
    done
done <<'QUERIES'
term	/api/search?q=ukrainian&limit=10	{"query": "ukrainian", "limit": 10}
phrase	/api/search?q=%22supreme%20court%22&limit=10	{"query": "\"supreme court\"", "limit": 10}
facets	/api/facets?q=election&facet=source	{"query": "election", "limit": 0, "facets": ["source"]}
QUERIES

leave "$server"
start --max-requests 8
path="/api/search?q=%22supreme%20court%22&limit=10"
wrk -t 2 -c 80 -d "${seconds}s" "http://$address$path" >"$work/wrk"
after=$(curl -s -o /dev/null -w '%{http_code} after %{time_total} s' "http://$address$path")
echo
awk -v after="$after" -v memory="$(resident)" '
    /requests in/ { asked = $1 }
    /Non-2xx/ { refused = $NF }
    END { printf "80 connections where 8 requests are taken: %d asked, %d refused, %d MB; then %s\n", asked, refused, memory, after }
' "$work/wrk"
