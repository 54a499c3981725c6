#!/usr/bin/env bash
# MariaDB for tests, on loopback, in a private folder. Of Debian only the -core packages are installed where they are
# missing: no service, no data folder of the system; that needs root once.
#   eng/servers/mariadb.sh start|stop|status|remove|install [NAME] [small]      eng/servers/mariadb.sh sql NAME TEXT
# Environment: OPBX_TEST_SERVERS, OPBX_MARIADB_PORT (else any free port). docs/build.md has more.
. "$(dirname "${BASH_SOURCE[0]}")/shared.sh"
. "$servers/database.sh"
PATH=$PATH:/usr/sbin

small_options=(--innodb-log-file-size=8M --innodb-buffer-pool-size=32M)

run_sql() { local socket=$1; shift; mariadb --no-defaults -uroot -S "$socket" "$@"; }

install_server() {
  if ! { command -v mariadbd && command -v mariadb && command -v mariadb-install-db; } >/dev/null; then
    say 'MariaDB: installing mariadb-server-core and mariadb-client-core'
    install_packages mariadb-server-core mariadb-client-core
  fi
  mkdir -p "$base/mariadb"
  server=("$(command -v mariadbd)" --no-defaults --user="$(id -un)" --character-set-server=utf8mb4)
}

make_template() {
  mariadb-install-db --no-defaults --user="$(id -un)" --datadir="$1" --innodb-log-file-size=8M \
    --auth-root-authentication-method=normal --skip-test-db
}

run mariadb "${OPBX_MARIADB_PORT:-}" "$@"
