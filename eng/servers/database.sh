# shellcheck shell=bash
# Sourced by mysql.sh and mariadb.sh: an instance is a copy of a template that is made once. The sourcing script defines
#   install_server      makes sure that the programs are there
#   make_template DIR   makes an empty data folder
#   server              the command line of the server, an array, set by install_server
#   small_options       an array: what keeps an instance small, for one that a single test uses
#   run_sql             runs the client with its arguments, on the socket
# and calls run with its own arguments.

run() { # KIND PORT_WISHED ARGUMENT…
  local kind=$1 wished=$2
  shift 2
  if [ "${1:-}" = sql ]; then # sql NAME TEXT
    [ $# -eq 3 ] || fail 'sql needs a name and a text'
    read_arguments "$kind" install "$2"
    install_server
    run_sql "$instance/sock" -e "$3"
    return
  fi
  read_arguments "$kind" "$@"
  # `sockaddr_un` holds 107 characters.
  [ ${#instance} -le 100 ] || fail "the path $instance is too long for a socket; set OPBX_TEST_SERVERS to a shorter one"
  sweep
  alone "$kind" install_server >&2
  install_server
  template=$base/$kind/template
  alone "$kind" provide_template
  [ "$verb" = start ] || return 0
  is_alive "$instance/pid" || start "$wished"
  printf 'connection=Server=127.0.0.1;Port=%s;User ID=opbx;Password=opbx;SslMode=None;AllowPublicKeyRetrieval=true\n' "$(< "$instance/port")"
  announce server "$instance"
}

provide_template() {
  [ ! -e "$template" ] || return 0
  rm -rf "$template.new"
  mkdir -p "$template.new"
  make_template "$template.new" >"$template.log" 2>&1 || { tail -n 5 "$template.log" >&2; fail "no data folder could be made; see $template.log"; }
  mv "$template.new" "$template"
}

# Where the data of a new instance goes. What belongs to a run and is thrown away lies in memory where there is room, since a schema
# is hundreds of files that a server waits for; `data` is a link then, which remove_instance follows.
data_folder() {
  local memory=/dev/shm
  if [ -n "${OPBX_SERVER_OWNER:-}" ] && [ "${OPBX_DATABASE_IN_MEMORY:-1}" = 1 ] && [ "$(stat -f -c %T $memory 2>/dev/null)" = tmpfs ] &&
    [ "$(df --output=avail -k $memory | tail -n 1)" -gt 2000000 ]; then
    memory=$(mktemp -d "$memory/opbx-$(id -u)-XXXXXXXX")
    ln -s "$memory/data" "$instance/data.new"
    printf '%s' "$memory/data"
  else
    printf '%s' "$instance/data.new"
  fi
}

start() { # PORT_WISHED
  local attempt port options=()
  claim "$instance"
  if [ ! -e "$instance/data" ]; then
    rm -rf "$instance/data.new"
    cp -a --reflink=auto "$template" "$(data_folder)"
    rm -f "$instance/data.new/auto.cnf" # the server's own identity
    [ -z "$small" ] || touch "$instance/small"
    mv -T "$instance/data.new" "$instance/data"
  fi
  [ ! -e "$instance/small" ] || options+=("${small_options[@]}")
  cat > "$instance/init.sql" <<'SQL'
CREATE DATABASE IF NOT EXISTS opbx CHARACTER SET utf8mb4;
CREATE USER IF NOT EXISTS 'opbx'@'%' IDENTIFIED BY 'opbx';
GRANT ALL ON *.* TO 'opbx'@'%';
SQL
  for attempt in 1 2 3 4 5; do
    port=$(choose_port "$instance" "$1")
    printf '%s\n' "$port" > "$instance/port"
    rm -f "$instance/sock" "$instance/sock.lock"
    : > "$instance/server.log"
    launch "$instance" "${server[@]}" --datadir="$instance/data" --tmpdir="$instance" --init-file="$instance/init.sql" \
      --bind-address=127.0.0.1 --port="$port" --socket="$instance/sock" --pid-file="$instance/server.pid" \
      --log-error="$instance/server.log" --skip-name-resolve --max-connections=500 \
      --innodb-flush-log-at-trx-commit="${OPBX_DATABASE_FLUSH:-2}" "${options[@]}"
    wait_until_ready && return
    grep -qi 'address already in use' "$instance/server.log" || break # somebody was quicker
  done
  tail -n 5 "$instance/server.log" >&2
  end "$instance"
  fail "the server did not start; see $instance/server.log"
}

wait_until_ready() {
  local i
  for ((i = 0; i < 1200; i++)); do
    is_alive "$instance/pid" || return 1
    [ -S "$instance/sock" ] && run_sql "$instance/sock" -e 'SELECT 1' >/dev/null 2>&1 && return
    sleep 0.05
  done
  return 1
}
