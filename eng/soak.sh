#!/usr/bin/env bash
# Moves the services of the tests back and forth while they are used, far more often than the tests do, and looks what that cost and left.
#
#   eng/soak.sh [MOVES [WORDS]]     default 100 moves of each; WORDS: only tests whose names contain them, such as Postgres
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
case "${1:-}" in -h|--help) sed -n '2,4s/^# \{0,1\}//p' "$0"; exit 0 ;; esac
cd "$ROOT"
set_up build kernel
step "build (Release)" build_all
CONTAINMENT_MOVES="${1:-100}" CONTAINMENT_OCI=/none artifacts/bin/Containment.Kernel.Tests/release/Containment.Kernel.Tests \
  --no-ansi --progress off --output detailed --filter "FullyQualifiedName~Migration.Services&FullyQualifiedName~${2:-Services}"
