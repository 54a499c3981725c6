#!/usr/bin/env bash
# Restores, builds and tests OpBX from a clean clone, on servers that it finds or starts (docs/build.md); further arguments
# go to `dotnet test` (./test.sh --filter Numbers).
# The last line is `N passed, N failed, N skipped`. Exit code: 0 all is well, 1 a fault, 2 the machine lacks something.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en MSBUILDDISABLENODEREUSE=1
unset OPBX_UPDATE_API

results=$PWD/artifacts/test-results
log=$PWD/artifacts/test.log
rm -rf "$results"
mkdir -p "$results"
: > "$log"

passed=0 failed=0 skipped=0 faults=() no_mysql='' providing=''

finish() {
  local fault
  if [ -n "$no_mysql" ]; then
    printf 'THERE WAS NO MYSQL: ITS TESTS DID NOT RUN. DEBIAN UNSTABLE MAY BE BROKEN TODAY; ALL ELSE RAN ON MARIADB.\n'
    [ "${OPBX_ALLOW_NO_MYSQL:-}" = 1 ] || faults+=('there was no MySQL, and OPBX_ALLOW_NO_MYSQL is not 1')
  fi
  for fault in ${faults[@]+"${faults[@]}"}; do printf 'FAULT: %s\n' "$fault"; done
  printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
  [ ${#faults[@]} -eq 0 ] && exit 0 || exit 1
}

# Runs a command, shows and keeps what it prints, and returns its exit code.
logged() { "$@" 2>&1 | tee -a "$log"; return "${PIPESTATUS[0]}"; }

# --- servers: they start while the build runs ------------------------------------------------------------------------
servers=$PWD/artifacts/servers
rm -rf "$servers"
mkdir -p "$servers"

# Ends what was started, whatever happened; what was found running is left alone.
cleanup() {
  trap '' INT TERM
  if [ -n "$providing" ] && kill -0 "$providing" 2>/dev/null; then
    kill -TERM "$providing" 2>/dev/null || true
    wait "$providing" 2>/dev/null || true
  fi
  eng/servers/for-tests.sh stop "$servers" $$ >>"$servers/stop.log" 2>&1 || true
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# --- restore and build -------------------------------------------------------------------------------------------
logged eng/restore.sh || { code=$?; [ $code -eq 2 ] && exit 2; faults+=('the restore failed'); finish; }
eng/servers/for-tests.sh start "$servers" $$ >"$servers/start.log" 2>&1 &
providing=$!
logged dotnet build OpBX.sln -c Release --no-restore --nologo --tl:off -v minimal -warnaserror ||
  { faults+=('the build failed'); finish; }
grep -qE '(^|[: ])warning( [A-Z]+[0-9]+)? ?:' "$log" && faults+=('the build printed warnings')

provided=0
wait "$providing" || provided=$?
providing=''
logged cat "$servers/start.log"
unset OPBX_TEST_NO_MYSQL
while IFS='=' read -r name value; do export "$name=$value"; done < "$servers/variables"
no_mysql=${OPBX_TEST_NO_MYSQL:-}
[ $provided -eq 0 ] || { faults+=('MariaDB or Redis could not be had; see artifacts/servers'); finish; }

# --- test ----------------------------------------------------------------------------------------------------------
# Each project writes its own result file (tests/Directory.Build.props), so that one that is missing is noticed.
logged dotnet test OpBX.sln -c Release --no-build --nologo --tl:off "-p:OpBXTestResults=$results" "$@" ||
  faults+=('dotnet test reported a failure')

# --- sum up --------------------------------------------------------------------------------------------------------
counter() { sed -nE "s/.*<Counters( .*)? $2=\"([0-9]+)\".*/\2/p" "$1" | head -n 1 | grep . || echo 0; }
failed_names() {
  { grep -E '<UnitTestResult .*outcome="(Failed|Error|Timeout|Aborted)"' "$1" || true; } |
    sed -E 's/.* testName="([^"]*)".*/  \1/; s/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g; s/&#x[AD];/ /g; s/&amp;/\&/g'
}
unfinished() { faults+=("$1"); failed=$((failed + 1)); } # counted, so that the last line tells of it
is_filtered() { case " $* " in *' --filter'*) true ;; *) false ;; esac; }
has_tests() { grep -rqE '\[(Fact|Theory)\b' --include='*.cs' "$(dirname "$1")"; }

for project in tests/*/*Tests.csproj; do
  name=$(basename "$project" .csproj)
  trx=$results/$name.trx
  if [ ! -s "$trx" ]; then
    unfinished "$name left no results: it did not run, or its process died"
    continue
  fi
  total=$(counter "$trx" total) executed=$(counter "$trx" executed) ok=$(counter "$trx" passed)
  passed=$((passed + ok)) failed=$((failed + executed - ok)) skipped=$((skipped + total - executed))
  [ "$total" -gt 0 ] || ! has_tests "$project" || is_filtered "$@" || unfinished "$name has tests and ran none"
  [ "$executed" = "$ok" ] || { printf 'Failed in %s:\n' "$name"; failed_names "$trx"; }
  grep -q '<ResultSummary outcome="Completed"' "$trx" || [ "$executed" != "$ok" ] ||
    unfinished "$name did not finish its run"
done

[ $((passed + failed)) -gt 0 ] || faults+=('no test ran')
[ "$failed" -eq 0 ] || faults+=("$failed failed")
finish
