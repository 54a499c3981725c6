#!/usr/bin/env bash
# Builds and starts the sample webhook host with its demo tenant; Ctrl-C or SIGTERM stops it.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
default_url=http://127.0.0.1:8080

usage() {
  cat <<TEXT
./run.sh [--mysql | --mariadb] [--redis] [--urls URL] [--Section:Key VALUE …]
  --mysql, --mariadb    keep the configuration in such a server, database opbx_demo; the demo tenant is imported when
                        the database is empty
  --redis               share state through a Redis server
                        A server that is not running is started (Debian; see docs/build.md) and stopped with the host;
                        the database's data stay for the next time.
  --urls URL            where to listen (default: ASPNETCORE_URLS, else $default_url)
  --environment NAME    the host environment (default: Production)
  --Section:Key VALUE   any configuration value, such as --OpBX:PublicBaseUrl https://pbx.example.com
  -- ARGUMENTS          passed to the host as they are
TEXT
}

urls=${ASPNETCORE_URLS:-} database='' redis=''
arguments=()
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) usage; exit 0 ;;
    --) shift; arguments+=("$@"); break ;;
    --mysql | --mariadb)
      [ -z "$database" ] || [ "$database" = "${1#--}" ] || { echo 'run.sh: choose one of --mysql and --mariadb.' >&2; exit 2; }
      database=${1#--} ;;
    --redis) redis=redis ;;
    --urls=*) urls=${1#*=}; arguments+=("$1") ;;
    --urls)
      [ $# -gt 1 ] || { echo 'run.sh: --urls needs a URL.' >&2; exit 2; }
      urls=$2; arguments+=("$1" "$2"); shift ;;
    --environment | --environment=* | --contentRoot | --contentRoot=* | --*:*) arguments+=("$1") ;;
    -*) printf 'run.sh: there is no option %s.\n' "$1" >&2; usage >&2; exit 2 ;;
    *) arguments+=("$1") ;;
  esac
  shift
done
[ -n "$urls" ] || { urls=$default_url; arguments+=(--urls "$urls"); }

# Starts what was asked for; servers that run already are used and left running.
started=() host=''
cleanup() {
  local kind
  trap '' INT TERM
  for kind in ${started[@]+"${started[@]}"}; do "$root/eng/servers/$kind.sh" stop demo || true; done
}
provide() { # KIND; sets connection
  local output
  if ! "$root/eng/servers/$1.sh" status demo >/dev/null 2>&1; then started+=("$1"); fi
  output=$("$root/eng/servers/$1.sh" start demo) || { printf 'run.sh: %s could not be started.\n' "$1" >&2; exit 1; }
  connection=$(sed -n 's/^connection=//p' <<< "$output")
}

project=$root/samples/OpBX.WebhookHost
output=$project/bin/Release/net10.0
kept='the demo tenant'
if [ -n "$database$redis" ]; then
  trap cleanup EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
fi
if [ -n "$database" ]; then
  provide "$database"
  "$root/eng/servers/$database.sh" sql demo 'CREATE DATABASE IF NOT EXISTS opbx_demo CHARACTER SET utf8mb4'
  export ConnectionStrings__OpBX="$connection;Database=opbx_demo" OpBX__ImportOnStart="$output/pbx.json"
  kept="database opbx_demo of $database (${connection%%;User*})"
fi
if [ -n "$redis" ]; then
  provide redis
  export ConnectionStrings__OpBXRedis=$connection
  kept+=" and Redis on $connection"
fi

"$root/eng/restore.sh" samples/OpBX.WebhookHost/OpBX.WebhookHost.csproj
(cd "$root" && dotnet msbuild "$project" -nologo -tl:off -v:quiet -p:Configuration=Release)

printf 'OpBX listens on %s with %s. README.md has a curl that plays a call; Ctrl-C stops the host.\n' "$urls" "$kept"
export ASPNETCORE_CONTENTROOT=${ASPNETCORE_CONTENTROOT:-$output} # appsettings.json and pbx.json lie beside the program
[ ${#started[@]} -gt 0 ] || exec dotnet "$output/OpBX.WebhookHost.dll" ${arguments[@]+"${arguments[@]}"}

# The host gets the signal that this script gets, and the servers outlive it.
dotnet "$output/OpBX.WebhookHost.dll" ${arguments[@]+"${arguments[@]}"} &
host=$!
trap 'kill -TERM "$host" 2>/dev/null || true' INT TERM
while :; do
  code=0
  wait "$host" || code=$?
  kill -0 "$host" 2>/dev/null || break # else a signal ended the wait, not the host
done
exit "$code"
