#!/usr/bin/env bash
# Compiles containment-oci ahead of time where that has not been done since the last change, and prints where the program is.
set -euo pipefail
exec "$(dirname "${BASH_SOURCE[0]}")/publish.sh" src/Containment.Oci containment-oci
