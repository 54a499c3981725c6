#!/usr/bin/env bash
# Provides the servers of a test run: those that the environment names, else Docker's, else this folder's own.
#   eng/servers/for-tests.sh start FOLDER OWNER    writes FOLDER/variables: lines `NAME=value` for the tests
#   eng/servers/for-tests.sh stop FOLDER OWNER     ends what the start began, and nothing else
# OWNER is the process id of the run; its servers are instances of their own, with empty data. Exit code of a start: 0;
# 1 when MariaDB or Redis could not be had. Without MySQL it goes on, and the variables say OPBX_TEST_NO_MYSQL=1.
. "$(dirname "${BASH_SOURCE[0]}")/shared.sh"
[ $# -eq 3 ] || { say "usage: ${0##*/} start|stop FOLDER OWNER"; exit 2; }
verb=$1 folder=$2 owner=$3
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
name=test-$owner
kinds=(mysql mariadb redis)
export OPBX_SERVER_OWNER=$owner

variable() { printf 'OPBX_TEST_%s' "${1^^}"; }

stop() {
  local kind
  end "$folder/docker"
  for kind in "${kinds[@]}"; do "$servers/$kind.sh" remove "$name"; done
}

# Containers of Testcontainers, where a Docker engine answers and the build has the current drivers, whose registry has
# Testcontainers too. They live as long as eng/ServerHost does.
from_docker() { # KIND…
  local program=$folder/docker/program i
  [ "${OPBX_TEST_DOCKER:-1}" != 0 ] && [ "${OPBX_DRIVERS:-current}" = current ] || return 0
  command -v docker >/dev/null && timeout 5 docker info >/dev/null 2>&1 || return 0
  say "Docker answers: starting $*"
  mkdir -p "$folder/docker"
  dotnet build "$servers/../ServerHost/ServerHost.csproj" -c Release -o "$program" --nologo -v q --tl:off >"$folder/docker/build.log" 2>&1 ||
    { say "Testcontainers cannot be had; see $folder/docker/build.log"; return 0; }
  launch "$folder/docker" dotnet "$program/ServerHost.dll" "$@"
  for ((i = 0; i < 3000; i++)); do
    grep -q '^ready$' "$folder/docker/output" 2>/dev/null && break
    is_alive "$folder/docker/pid" || { say "Docker did not provide the servers; see $folder/docker/output"; return 0; }
    sleep 0.1
  done
  sed -nE 's/^(OPBX_TEST_[A-Z]+)=(.+)$/\1=\2/p' "$folder/docker/output" >> "$folder/variables"
}

is_there() { grep -q "^$(variable "$1")=." "$folder/variables"; }

start() {
  local kind missing=() pids=() i named
  : > "$folder/variables"
  for kind in "${kinds[@]}"; do
    named=$(variable "$kind")
    if [ -n "${!named:-}" ]; then printf '%s=%s\n' "$named" "${!named}" >> "$folder/variables"; else missing+=("$kind"); fi
  done
  [ ${#missing[@]} -eq 0 ] || from_docker "${missing[@]}"

  missing=()
  for kind in "${kinds[@]}"; do
    is_there "$kind" && continue
    missing+=("$kind")
    "$servers/$kind.sh" start "$name" > "$folder/$kind.out" 2> "$folder/$kind.log" &
    pids+=($!)
  done
  for i in "${!missing[@]}"; do
    kind=${missing[i]}
    wait "${pids[i]}" || { say "$kind could not be started:"; sed 's/^/  /' "$folder/$kind.log" >&2; continue; }
    sed -n "s/^connection=/$(variable "$kind")=/p" "$folder/$kind.out" >> "$folder/variables"
  done
  is_there mysql || printf 'OPBX_TEST_NO_MYSQL=1\n' >> "$folder/variables"
  is_there mariadb && is_there redis
}

case $verb in
  start) trap 'stop; exit 143' TERM INT; start ;;
  stop) stop ;;
  *) say "there is no $verb"; exit 2 ;;
esac
