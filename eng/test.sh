#!/usr/bin/env bash
# Builds the solution, warnings as errors, and runs every test project. Ends with the line "N passed, N failed".
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
results=artifacts/test-results
rm -rf "$results"
mkdir -p "$results"

if ! command -v dotnet > /dev/null; then
  echo "dotnet is not on the PATH: install the .NET 10 SDK (https://dotnet.microsoft.com/download)" >&2
  echo "0 passed, 1 failed"
  exit 1
fi

if ! dotnet build CodeFirst.sln --nologo --verbosity quiet -consoleLoggerParameters:NoSummary; then
  echo "the build failed: see the errors above" >&2
  echo "0 passed, 1 failed"
  exit 1
fi

# Without a linker the tests of the native server fail and say why; the others still run.
. eng/linker.sh
install_linker

# Without PostgreSQL its suites fail and say why; the others still run.
. eng/postgres.sh
trap stop_postgres EXIT
start_postgres

# Unit suites share the cores; the suites that start processes then have them alone.
status=0
run() {
  printf '%s\n' "${@:2}" | xargs -P "$1" -I {} dotnet test {} --no-build --nologo --logger trx --results-directory "$results" || status=1
}

together=()
alone=()
for project in tests/*.Tests/*.Tests.csproj; do
  case "$project" in
    *EndToEnd* | *Interop*) alone+=("$project") ;;
    *) together+=("$project") ;;
  esac
done

run 2 "${together[@]}"
run 1 "${alone[@]}"

# Each project leaves one trx file; a project without one crashed.
sum() {
  cat "$results"/*.trx 2> /dev/null | grep -o "<Counters [^>]*" | grep -o " $1=\"[0-9]*\"" | tr -dc '0-9\n' | awk '{ n += $1 } END { print n + 0 }'
}

passed=$(sum passed)
failed=$(sum failed)
files=$(find "$results" -name '*.trx' | wc -l)
crashed=$((${#together[@]} + ${#alone[@]} - files))
if [ "$crashed" -gt 0 ]; then
  echo "$crashed test project(s) ended without a result: see the output above" >&2
  failed=$((failed + crashed))
fi
if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then
  failed=1
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
