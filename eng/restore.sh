#!/usr/bin/env bash
# Restores the solution (or the project named as argument) with the newest database and Redis drivers the package
# registry has; run.sh and test.sh start with it. Which drivers there are and how to force one set: docs/build.md.
# Exit code 2: the machine lacks something; what it lacks is said.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

missing() { printf 'OpBX cannot be built here: %s\n' "$1" >&2; exit 2; }

command -v dotnet >/dev/null ||
  missing 'there is no dotnet on the PATH. Install the .NET 10 SDK (https://dotnet.microsoft.com/download).'
dotnet --version >/dev/null 2>&1 ||
  missing "the .NET SDK is too old or of another major version: .NET 10 is needed (global.json), installed: $(dotnet --list-sdks 2>/dev/null | cut -d' ' -f1 | paste -sd' ' -)."

case "${OPBX_DRIVERS:-}" in
  '' | current | restricted) ;;
  *) missing "OPBX_DRIVERS is '$OPBX_DRIVERS'; it may be 'current' or 'restricted', or be left out." ;;
esac

# The set and the names of its drivers, a line each, as the build will see them.
describe_drivers() {
  dotnet msbuild eng/Drivers.props -nologo -getProperty:OpBXDrivers -getProperty:OpBXDriverNames |
    sed -nE 's/^ *"OpBX(Drivers|DriverNames)": "(.*)",?$/\2/p'
}

# Puts the current drivers into the local package folder, where eng/Drivers.props finds them. The first restore goes to
# a folder of its own: a restore that fails halfway leaves some packages behind, and they must not decide anything.
try_current_drivers() {
  local dir ok=1
  dir=$(mktemp -d artifacts/driver-try.XXXXXX)
  cat > "$dir/drivers.csproj" <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk">
  <Import Project="../../eng/Drivers.props" />
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <NuGetAudit>false</NuGetAudit>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="MySqlConnector" Version="[$(OpBXMySqlConnectorVersion)]" />
    <PackageReference Include="StackExchange.Redis" Version="[$(OpBXCurrentRedisVersion)]" />
  </ItemGroup>
</Project>
PROJECT
  local restore=(timeout 60 dotnet restore "$dir/drivers.csproj" --nologo -v q -p:OpBXDrivers=current
    -p:ImportDirectoryBuildProps=false -p:ImportDirectoryBuildTargets=false -p:ImportDirectoryPackagesProps=false)
  "${restore[@]}" --packages "$dir/packages" >"$dir/log" 2>&1 && "${restore[@]}" --force >>"$dir/log" 2>&1 || ok=0
  rm -rf "$dir"
  [ "$ok" = 1 ]
}

mapfile -t drivers < <(describe_drivers)
if [ -z "${OPBX_DRIVERS:-}" ] && [ "${drivers[0]}" != current ]; then
  # A failed try is remembered for the day, so that only the first run waits for the registry.
  stamp=artifacts/current-drivers-not-held
  try="$(date +%F) $(cksum < eng/Drivers.props)"
  mkdir -p artifacts
  if [ "$(cat "$stamp" 2>/dev/null || true)" != "$try" ]; then
    if try_current_drivers; then mapfile -t drivers < <(describe_drivers); else printf '%s\n' "$try" > "$stamp"; fi
  fi
fi

printf 'Drivers: %s (%s)\n' "${drivers[@]}"
dotnet restore "${1:-OpBX.sln}" --nologo -v q
