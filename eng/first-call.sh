#!/usr/bin/env bash
# Times the first call of fresh processes of the sample host on MySQL, two seconds after each is ready (docs/performance.md).
#   dotnet build OpBX.sln -c Release && eng/first-call.sh [ROUNDS]
# OpBX__Tenants__Preloaded=0 in the environment shows what it is like without tenants that are read ahead.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
host=$PWD/samples/OpBX.WebhookHost/bin/Release/net10.0
[ -f "$host/OpBX.WebhookHost.dll" ] || { printf 'Build first: dotnet build OpBX.sln -c Release\n' >&2; exit 2; }
address=http://127.0.0.1:${OPBX_PORT:-5790}
running=''
cleanup() {
  [ -z "$running" ] || kill "$running" 2>/dev/null || true
  eng/servers/mysql.sh stop first-call >/dev/null
}
trap cleanup EXIT
connection=$(eng/servers/mysql.sh start first-call | sed -n 's/^connection=//p')
eng/servers/mysql.sh sql first-call 'CREATE DATABASE IF NOT EXISTS first_call'
export ConnectionStrings__OpBX="$connection;Database=first_call" OpBX__ImportOnStart="$host/pbx.json"

call() {
  curl -sS -o /dev/null -w '%{time_total}' -H 'Authorization: Bearer demo-requests-key-0001' -H 'Content-Type: application/json' \
    -d "{\"Session\":\"$1\",\"From\":\"+15550100177\",\"To\":\"+15550100100\",\"Direction\":\"inbound\",\"Domain\":\"demo.opbx.example\"}" "$address/api/voice/route"
}

# The first process fills the database.
for round in $(seq 0 "${1:-5}"); do
  dotnet "$host/OpBX.WebhookHost.dll" --urls "$address" >/dev/null 2>&1 &
  running=$!
  for _ in $(seq 200); do
    curl -sf -o /dev/null "$address/health/ready" && break
    sleep 0.1
  done
  sleep 2
  first=$(call "first-$round-$$") second=$(call "second-$round-$$")
  [ "$round" -eq 0 ] || printf 'first call %s s, second %s s\n' "$first" "$second"
  kill "$running"
  wait "$running" || true
  running=''
done
