#!/usr/bin/env bash
# MySQL for tests, on loopback, without touching the system: Debian's stable suites hold no MySQL, so the packages of
# its unstable suite and every library that they need (libc too) are unpacked into a private folder, and mysqld runs
# with that folder's own loader. Needs apt-get, dpkg-deb, Debian's archive keyring and 400 MB of disk.
#   eng/servers/mysql.sh start|stop|status|remove|install [NAME] [small]      eng/servers/mysql.sh sql NAME TEXT
# Environment: OPBX_TEST_SERVERS, OPBX_MYSQL_PORT (else any free port). docs/build.md has more.
. "$(dirname "${BASH_SOURCE[0]}")/shared.sh"
. "$servers/database.sh"

home=$base/mysql root=$base/mysql/root
small_options=(--innodb-redo-log-capacity=8388608 --innodb-buffer-pool-size=32M --performance-schema=OFF)

run_sql() { local socket=$1; shift; "${loader[@]}" "$root/usr/bin/mysql" --no-defaults -uroot -S "$socket" "$@"; }

install_server() {
  [ -x "$root/usr/sbin/mysqld" ] || unpack
  local libraries=("$root"/usr/lib/*-linux-gnu) programs=("$root"/usr/lib/*-linux-gnu/ld-linux*.so.*)
  loader=("${programs[0]}" --library-path "${libraries[0]}:$root/usr/lib/mysql/private")
  server=("${loader[@]}" "$root/usr/sbin/mysqld" --no-defaults --user="$(id -un)" --basedir="$root/usr"
    --lc-messages-dir="$root/usr/share/mysql" --character-sets-dir="$root/usr/share/mysql/charsets"
    --plugin-dir="$root/usr/lib/mysql/plugin" --secure-file-priv= --mysqlx=OFF --skip-log-bin)
}

make_template() { "${server[@]}" --initialize-insecure --datadir="$1" --innodb-redo-log-capacity=8388608; }

# The Debian archive that apt here already uses.
archive() {
  local codename
  codename=$(. /etc/os-release 2>/dev/null && printf '%s' "${VERSION_CODENAME:-}")
  apt-get indextargets --format '$(REPO_URI)' 'Identifier: Packages' 'Origin: Debian' "Codename: $codename" | head -n 1
}

unpack() {
  local tool mirror apt debs=$home/debs new=$root.new deb keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  for tool in apt-get dpkg-deb xargs awk; do
    command -v "$tool" >/dev/null || fail "there is no $tool: MySQL can be had by this script on Debian only"
  done
  [ -r "$keyring" ] || fail "there is no $keyring: install debian-archive-keyring"
  mirror=$(archive)
  if [ -z "$mirror" ]; then # a machine whose lists were never read
    [ "$(id -u)" = 0 ] || fail "apt knows no Debian archive yet; as root: apt-get update"
    alone apt update_lists || fail 'apt-get update failed'
    mirror=$(archive)
  fi
  [ -n "$mirror" ] || fail "apt's sources name no Debian archive"
  say "MySQL: unpacking the packages of Debian's unstable suite into $root"

  mkdir -p "$home"/apt/{lists/partial,cache/archives/partial,etc/apt.conf.d,etc/preferences.d,etc/sources.list.d,state}
  : > "$home/apt/state/status" # nothing is installed: so what is needed includes libc
  printf 'deb [signed-by=%s] %s sid main\n' "$keyring" "$mirror" > "$home/apt/etc/sources.list"
  apt=(apt-get -qq -o Dir::Etc="$home/apt/etc" -o Dir::Etc::sourcelist="$home/apt/etc/sources.list"
    -o Dir::State::lists="$home/apt/lists" -o Dir::State::status="$home/apt/state/status" -o Dir::Cache="$home/apt/cache"
    -o APT::Sandbox::User="$(id -un)" -o Acquire::Retries=3 -o Acquire::Languages=none
    -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false)
  "${apt[@]}" update || fail "the lists of Debian's unstable suite could not be read from $mirror"
  # The server's perl scripts are not used; perl and what only perl needs are left out.
  "${apt[@]}" -s install --no-install-recommends mysql-server-core mysql-client-core | awk '/^Inst/ { print $2 }' |
    grep -vE '^(perl|perl-base|perl-modules.*|libperl.*|libgdbm.*|libdb5.*|libbz2.*|openssl-provider.*|libtirpc-common|libc-gconv.*)$' \
      > "$home/packages" || fail "MySQL cannot be installed from Debian's unstable suite today"
  rm -rf "$debs" "$new"
  mkdir -p "$debs" "$new"
  (cd "$debs" && xargs "${apt[@]}" download < "$home/packages") || fail 'the packages could not be downloaded'
  for deb in "$debs"/*.deb; do dpkg-deb -x "$deb" "$new" || fail "$deb could not be unpacked"; done
  rm -rf "$debs" "$root"
  mv "$new" "$root"
}

run mysql "${OPBX_MYSQL_PORT:-}" "$@"
