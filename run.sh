#!/usr/bin/env bash
# Builds and starts the sample webhook host with its demo tenant; Ctrl-C or SIGTERM stops it.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
default_url=http://127.0.0.1:8080

usage() {
  cat <<TEXT
./run.sh [--urls URL] [--Section:Key VALUE …]
  --urls URL            where to listen (default: ASPNETCORE_URLS, else $default_url)
  --environment NAME    the host environment (default: Production)
  --Section:Key VALUE   any configuration value, such as --OpBX:PublicBaseUrl https://pbx.example.com
  -- ARGUMENTS          passed to the host as they are
TEXT
}

urls=${ASPNETCORE_URLS:-}
arguments=()
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) usage; exit 0 ;;
    --) shift; arguments+=("$@"); break ;;
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

project=$root/samples/OpBX.WebhookHost
output=$project/bin/Release/net10.0
"$root/eng/restore.sh" samples/OpBX.WebhookHost/OpBX.WebhookHost.csproj
(cd "$root" && dotnet msbuild "$project" -nologo -tl:off -v:quiet -p:Configuration=Release)

printf 'OpBX listens on %s with the demo tenant. README.md has a curl that plays a call; Ctrl-C stops the host.\n' "$urls"
export ASPNETCORE_CONTENTROOT=${ASPNETCORE_CONTENTROOT:-$output} # appsettings.json and pbx.json lie beside the program
exec dotnet "$output/OpBX.WebhookHost.dll" ${arguments[@]+"${arguments[@]}"}
