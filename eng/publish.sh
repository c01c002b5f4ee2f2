#!/usr/bin/env bash
# Compiles a program of the project ahead of time (needs gcc and zlib1g-dev) where that has not been done since the last
# change, and prints where it is.
#
#   eng/publish.sh PROJECT PROGRAM      such as: eng/publish.sh src/Containment.Cli containment
set -euo pipefail
repository="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
project="$1"
name="$(basename "$project")"
case "$(uname -m)" in aarch64) rid=linux-arm64 ;; *) rid=linux-x64 ;; esac
program="$repository/artifacts/publish/$name/release_$rid/$2"
mkdir -p "$repository/artifacts"

up_to_date() {
  [[ -x "$program" ]] && [[ -z "$(cd "$repository" && find src/Containment src/Containment.Linux "$project" native Directory.*.props -type f -newer "$program" -print -quit)" ]]
}

if ! up_to_date; then
  exec {lock}> "$repository/artifacts/publish.lock"
  flock "$lock"
  if ! up_to_date; then
    dotnet publish "$repository/$project" -c Release -r "$rid" -v q --nologo >&2 {lock}>&-
    touch "$program"
  fi
fi
echo "$program"
