#!/usr/bin/env bash
# Publishes containment-oci (compiled ahead of time; needs gcc) where that has not been done since the last change, and
# prints where the program is.
set -euo pipefail
repository="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
case "$(uname -m)" in aarch64) rid=linux-arm64 ;; *) rid=linux-x64 ;; esac
program="$repository/artifacts/publish/Containment.Oci/release_$rid/containment-oci"
mkdir -p "$repository/artifacts"

up_to_date() {
  [[ -x "$program" ]] && [[ -z "$(cd "$repository" && find src/Containment src/Containment.Linux src/Containment.Oci native Directory.*.props -type f -newer "$program" -print -quit)" ]]
}

if ! up_to_date; then
  exec {lock}> "$repository/artifacts/oci.lock"
  flock "$lock"
  if ! up_to_date; then
    dotnet publish "$repository/src/Containment.Oci" -c Release -r "$rid" -v q --nologo >&2 {lock}>&-
    touch "$program"
  fi
fi
echo "$program"
