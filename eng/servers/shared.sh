# shellcheck shell=bash
# Sourced by the scripts of this folder: where servers live, how a process is recorded, recognised and ended, free ports.
#
# An instance is a folder, $base/KIND/instances/NAME. Each of its processes has a folder too (the instance's own, or one
# below it) with these files: `pid` (process id and start time, so that a stranger who got the id later is left alone),
# `port`, `log`, `output`. `owner`, in the same form as `pid`, names the process that an instance was started for: once
# that is gone, the next start removes the instance.
set -euo pipefail
umask 077
servers=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

say() { printf '%s\n' "$*" >&2; }
fail() { say "${0##*/}: $*"; exit 1; }

base=${OPBX_TEST_SERVERS:-${XDG_CACHE_HOME:-${HOME:?is not set; set OPBX_TEST_SERVERS}/.cache}/opbx-test-servers}
mkdir -p "$base" || fail "the folder $base cannot be made; set OPBX_TEST_SERVERS to one that can"
base=$(cd "$base" && pwd)
[ -r /proc/self/stat ] || fail 'there is no /proc here: these scripts need Linux'

# --- processes -------------------------------------------------------------------------------------------------------
# The start time of a process; fails when it is gone (a zombie is).
started_at() {
  local stat
  { stat=$(< "/proc/$1/stat"); } 2>/dev/null || return 1
  read -ra stat <<< "${stat##*) }"
  [[ ${stat[0]} != [ZX] ]] && printf '%s' "${stat[19]}"
}

record() { # FILE PID
  local start
  start=$(started_at "$2") || return 0
  printf '%s %s\n' "$2" "$start" > "$1"
}

# Whether the process of a record still runs.
is_alive() { # FILE
  local pid start
  { read -r pid start < "$1"; } 2>/dev/null && [ "$(started_at "$pid")" = "$start" ]
}

pid_of() { local pid; read -r pid _ < "$1/pid" && printf '%s' "$pid"; }

# Starts a process of its own session, so that a Ctrl-C in this terminal is not meant for it.
launch() { # FOLDER COMMAND…
  local dir=$1
  shift
  rm -f "$dir/pid"
  setsid -- "$@" </dev/null >>"$dir/output" 2>&1 &
  record "$dir/pid" $!
}

# Asks the process of a folder to end and waits for it; after 30 s it is made to.
end() { # FOLDER
  local pid i
  if is_alive "$1/pid"; then
    pid=$(pid_of "$1")
    kill -TERM "$pid" 2>/dev/null || true
    kill -CONT "$pid" 2>/dev/null || true
    for ((i = 0; i < 300; i++)); do is_alive "$1/pid" || break; sleep 0.1; done
    is_alive "$1/pid" && kill -KILL "$pid" 2>/dev/null || true
  fi
  rm -f "$1/pid"
}

# --- instances -------------------------------------------------------------------------------------------------------
# The folders of an instance that have a process each.
processes_of() { find "$1" -maxdepth 2 -name pid -printf '%h\n' 2>/dev/null | sort; }

end_all() { local dir; while read -r dir; do end "$dir"; done < <(processes_of "$1"); }

# Ends an instance at once and deletes it: for one whose data nobody needs.
remove_instance() { # FOLDER
  local gone dir pid
  gone=$(dirname "$1")/.gone.$$.$RANDOM
  mv "$1" "$gone" 2>/dev/null || return 0 # somebody else is removing it, or there is none
  while read -r dir; do
    if is_alive "$dir/pid"; then
      pid=$(pid_of "$dir")
      kill -KILL "$pid" 2>/dev/null || true
      while is_alive "$dir/pid"; do sleep 0.02; done
    fi
  done < <(processes_of "$gone")
  if [ -L "$gone/data" ]; then
    dir=$(readlink "$gone/data")
    [[ $dir == /dev/shm/opbx-* ]] && rm -rf "$(dirname "$dir")"
  fi
  rm -rf "$gone"
}

# Removes the instances whose owner is gone.
sweep() {
  local owner
  for owner in "$base"/*/instances/*/owner; do
    [ -s "$owner" ] && ! is_alive "$owner" && remove_instance "$(dirname "$owner")"
  done
  return 0
}

# Makes the folder of an instance, and says whose it is.
claim() { # FOLDER
  mkdir -p "$1"
  [ -z "${OPBX_SERVER_OWNER:-}" ] || record "$1/owner" "$OPBX_SERVER_OWNER"
}

# --- ports -----------------------------------------------------------------------------------------------------------
is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# A free port: the wished one where it is free, else the one that the process had before, else any.
choose_port() { # FOLDER [WISHED]
  local port
  if [ -n "${2:-}" ]; then
    [[ $2 =~ ^[0-9]{1,5}$ ]] && [ "$2" -gt 0 ] && [ "$2" -lt 65536 ] || fail "'$2' is not a port"
    is_free "$2" && { echo "$2"; return; }
    say "port $2 is taken; another one is used"
  elif [ -s "$1/port" ] && is_free "$(< "$1/port")"; then
    cat "$1/port"
    return
  fi
  while :; do
    port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000)) # below the ports that connections get
    is_free "$port" && { echo "$port"; return; }
  done
}

# --- packages --------------------------------------------------------------------------------------------------------
# Runs a function alone among all runs of these scripts.
alone() { # LOCK FUNCTION…
  local lock=$1
  shift
  ( flock 9; "$@" 9>&- ) 9>"$base/$lock.lock"
}

# Reads the lists of the system's apt. Their lock, unlike that of dpkg, is not waited for by apt itself.
update_lists() {
  local i
  for ((i = 0; i < 60; i++)); do
    apt-get -qq update > "$base/update.log" 2>&1 && return
    grep -q 'lists/lock' "$base/update.log" || break
    sleep 2
  done
  tail -n 3 "$base/update.log" >&2
  return 1
}

# Installs Debian packages with the system's apt; nothing else does, so nothing else needs root.
install_packages() { # PACKAGE…
  command -v apt-get >/dev/null || fail "there is no apt-get to install $* with; install what provides them"
  [ "$(id -u)" = 0 ] || fail "$* must be installed, which needs root: apt-get install --no-install-recommends $*"
  alone apt get_packages "$@" || fail "apt-get could not install $*"
}

get_packages() {
  local get=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@")
  "${get[@]}" > "$base/apt.log" 2>&1 && return
  update_lists || return 1
  "${get[@]}" > "$base/apt.log" 2>&1 || { tail -n 5 "$base/apt.log" >&2; return 1; }
}

# --- the command line ------------------------------------------------------------------------------------------------
# Reads `VERB [NAME] [small]` into verb, instance (its folder) and small.
read_arguments() { # KIND ARGUMENT…
  local kind=$1 name=${3:-main}
  verb=${2:-start} small=${4:-}
  [[ $name =~ ^[A-Za-z0-9][A-Za-z0-9-]{0,30}$ ]] || fail "'$name' is not a name: letters, digits and hyphens, at most 31"
  case $small in '' | small) ;; *) fail "there is no '$small'; the last word may be 'small'" ;; esac
  instance=$base/$kind/instances/$name
  case $verb in
    start | install) ;;
    stop) end_all "$instance"; exit ;;
    remove) remove_instance "$instance"; exit ;;
    status) status; exit ;;
    sweep) sweep; exit ;;
    *) say "usage: ${0##*/} start|stop|status|remove|install|sweep [NAME] [small]"; exit 2 ;;
  esac
}

# One line per process; fails when none runs, or one does not.
status() {
  local dir any= all=1
  while read -r dir; do
    any=1
    if is_alive "$dir/pid"; then echo "$(basename "$dir"): process $(pid_of "$dir"), port $(< "$dir/port")"
    else echo "$(basename "$dir"): does not run"; all=; fi
  done < <(processes_of "$instance")
  [ -n "$any" ] || { echo 'nothing runs'; return 1; }
  [ -n "$all" ]
}

# What a start prints for each process: its role, process id and port.
announce() { printf 'node=%s %s %s\n' "$1" "$(pid_of "$2")" "$(< "$2/port")"; } # ROLE FOLDER
