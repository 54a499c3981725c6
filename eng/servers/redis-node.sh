# shellcheck shell=bash
# Sourced by the Redis scripts. Debian's package redis-tools holds the server's program under the name redis-check-rdb
# (the program looks at the name it is called by), so that no package with a service is needed.

install_server() {
  mkdir -p "$base/redis"
  command -v redis-cli >/dev/null && { command -v redis-server || command -v redis-check-rdb; } >/dev/null || {
    say 'Redis: installing redis-tools'
    install_packages redis-tools
  }
  redis_server=$(command -v redis-server) || {
    redis_server=$base/redis/redis-server
    ln -sfn "$(command -v redis-check-rdb)" "$redis_server"
  }
}

# Starts one process on a free port unless it runs. Its configuration file is written once: Redis itself rewrites it
# when its role changes, and a restart goes on from there. `PORT` in a line of the configuration is the port.
start_node() { # FOLDER PORT_WISHED server|sentinel LINE…
  local dir=$1 wished=$2 mode=$3 attempt port line arguments=()
  shift 3
  is_alive "$dir/pid" && return
  [ "$mode" != sentinel ] || arguments+=(--sentinel)
  mkdir -p "$dir"
  for attempt in 1 2 3 4 5; do
    port=$(choose_port "$dir" "$wished")
    if [ ! -e "$dir/redis.conf" ] || [ "$port" != "$(< "$dir/port")" ]; then
      printf '%s\n' "$port" > "$dir/port"
      {
        printf 'bind 127.0.0.1\nport %s\ndir "%s"\nlogfile "%s"\n' "$port" "$dir" "$dir/log"
        for line in "$@"; do printf '%s\n' "${line//PORT/$port}"; done
        [ "$mode" = sentinel ] || printf 'save ""\nappendonly no\n'
      } > "$dir/redis.conf"
    fi
    : > "$dir/log"
    launch "$dir" "$redis_server" "$dir/redis.conf" "${arguments[@]}"
    wait_for_node "$dir" "$port" && return
    grep -qi 'address already in use' "$dir/log" || break # somebody was quicker
    rm -f "$dir/redis.conf"
  done
  tail -n 5 "$dir/log" "$dir/output" >&2
  end "$dir"
  fail "Redis did not start; see $dir/log"
}

wait_for_node() { # FOLDER PORT
  local i
  for ((i = 0; i < 600; i++)); do
    is_alive "$1/pid" || return 1
    # Its own id tells that it, and no stranger, has the port.
    redis-cli -h 127.0.0.1 -p "$2" info server 2>/dev/null | grep -q "^process_id:$(pid_of "$1")"$'\r' && return
    sleep 0.02
  done
  return 1
}

ask() { local dir=$1; shift; redis-cli -h 127.0.0.1 -p "$(< "$dir/port")" "$@"; } # FOLDER COMMAND…

wait_for() { # SECONDS WHAT COMMAND…
  local i seconds=$1 what=$2
  shift 2
  for ((i = 0; i < seconds * 20; i++)); do "$@" && return; sleep 0.05; done
  fail "$what within $seconds s"
}

# host:port of the processes of an instance, with commas.
addresses() { # NODE…
  local node list=
  for node in "$@"; do list+=,127.0.0.1:$(< "$instance/$node/port"); done
  printf '%s' "${list#,}"
}
