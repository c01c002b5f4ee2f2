# Named and timed steps, and errors that say the cause and the remedy. Sourced by eng/setup.sh.

now_ms() { local t="$EPOCHREALTIME"; t="${t/[.,]/}"; echo $((t / 1000)); }

seconds() { printf '%d.%d s' $(($1 / 1000)) $(($1 % 1000 / 100)); }

# step NAME COMMAND…: runs it in this shell; prints the name, and the time when it ends. Everything on standard error.
step() {
  local name="$1" began
  shift
  began="$(now_ms)"
  printf '== %s\n' "$name" >&2
  "$@"
  printf '   %s: %s\n' "$name" "$(seconds $(($(now_ms) - began)))" >&2
}

# refuse CAUSE REMEDY: ends the script.
refuse() {
  printf '\nerror: %s\n       %s\n' "$1" "$2" >&2
  exit 1
}

# A command that fails unforeseen says where.
trap 'printf "error: %s line %s: \"%s\" failed (%s)\n" "${BASH_SOURCE[0]}" "$LINENO" "$BASH_COMMAND" "$?" >&2' ERR
set -E
