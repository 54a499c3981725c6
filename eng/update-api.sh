#!/usr/bin/env bash
# Writes docs/api from the assemblies as they are now. Review the difference before committing it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
project=tests/OpBX.Repository.Tests/OpBX.Repository.Tests.csproj
eng/restore.sh "$project"
dotnet msbuild "$project" -nologo -tl:off -v:quiet -p:Configuration=Release
OPBX_UPDATE_API=1 dotnet test "$project" -c Release --no-build --nologo --tl:off --filter FullyQualifiedName~PublicApiTests.Assembly
if command -v git >/dev/null; then git --no-pager diff --stat -- docs/api; git status --short -- docs/api; fi
