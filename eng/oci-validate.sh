#!/usr/bin/env bash
# Runs the validation programs of the Open Containers Initiative (its runtime-tools) with an OCI runtime.
#
#   eng/oci-validate.sh                          builds the programs, once, and prints the directory they are in
#   eng/oci-validate.sh [-o DIR] RUNTIME [NAME]…  runs them all, or these; a line each: name, result, ok, not ok, skipped, exit code, ms
#
# The output of the programs goes to DIR (NAME.out, NAME.err). The exit code is 1 when a result is not PASS: a program that
# no runtime passes is no fault, so compare with tests/Containment.Kernel.Tests/Oci/validation.tsv.
set -euo pipefail
case "${1:-}" in -h|--help) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 0 ;; esac
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

# The compiler and the libraries are those of this suite; the programs, which Debian ships as source only, are newer there.
suite=bookworm source_suite=trixie source=golang-github-opencontainers-runtime-tools
packages=golang-1.19-go,golang-1.19-src,golang-gocapability-dev,golang-golang-x-sys-dev
for library in blang-semver google-uuid hashicorp-errwrap hashicorp-go-multierror mrunalp-fileutils opencontainers-selinux opencontainers-specs \
  sirupsen-logrus urfave-cli cpuguy83-go-md2man-v2 russross-blackfriday-v2 shurcool-sanitized-anchor-name \
  xeipuuv-gojsonpointer xeipuuv-gojsonreference xeipuuv-gojsonschema; do packages+=",golang-github-$library-dev"; done
# One program may take so long (seconds).
limit=120

key="$({ printf '%s\n' "$suite" "$source_suite" "$packages" "$(uname -m)"; cat "$ENG/oci-validate/tap.go"; } | sha256sum | cut -c1-16)"
programs="$CONTAINMENT_CACHE/oci-validation/$key"

build() {
  must_be_root "build the validation programs"
  command -v mmdebstrap > /dev/null || refuse "mmdebstrap is not installed" "apt-get install mmdebstrap"
  mkdir -p "$CONTAINMENT_CACHE/oci-validation"
  exec {lock}> "$CONTAINMENT_CACHE/oci-validation/lock"
  flock "$lock"
  [[ ! -d "$programs" ]] || return 0
  rm -rf "$CONTAINMENT_CACHE"/oci-validation/*.new
  local new="$programs.new" log="$CONTAINMENT_CACHE/oci-validation/log"
  trap 'rm -rf "$programs.new"' EXIT
  unpack "$new" > "$log" 2>&1 < /dev/null || failed "$log" "could not be fetched from Debian's packages" "is the network there?"
  compile "$new" > "$log" 2>&1 < /dev/null || failed "$log" "could not be built" "does the package $source of $source_suite look different today?"
  mv "$new/out" "$programs"
  rm -rf "$new"
  trap - EXIT
  exec {lock}>&-
}

failed() {
  tail -n 15 "$1" >&2
  refuse "the validation programs $2" "the last words are above, all are in $1; $3"
}

unpack() {
  local deb_src="sed -n 's/^deb \\(.*\\) $suite main.*/deb-src \\1 $source_suite main/p' \"\$1/etc/apt/sources.list\" >> \"\$1/etc/apt/sources.list\""
  local fetch="mkdir \"\$1/source\" && cd \"\$1/source\" && APT_CONFIG=\"\$MMDEBSTRAP_APT_CONFIG\" apt-get source -qq --download-only --tar-only $source"
  mmdebstrap --quiet --variant=extract --include="$packages" --setup-hook="$deb_src" --extract-hook="$fetch" "$suite" "$1"
}

# As before Go had modules: everything is looked for below GOPATH, nothing in the network.
compile() (
  local go="$1/usr/lib/go-1.19" gopath="$1/gopath/src/github.com"
  mkdir -p "$gopath/opencontainers/runtime-tools" "$gopath/mndrix/tap-go" "$1/out"
  tar xf "$1"/source/*.tar.* -C "$gopath/opencontainers/runtime-tools" --strip-components=1
  cp "$ENG/oci-validate/tap.go" "$gopath/mndrix/tap-go"
  export GOROOT="$go" GOPATH="$1/gopath:$1/usr/share/gocode" GOCACHE="$1/cache" GO111MODULE=off GOFLAGS=-ldflags=-s CGO_ENABLED=0 TMPDIR="$1"
  cd "$gopath/opencontainers/runtime-tools"
  rm -rf validation/util/*_test.go
  "$go/bin/go" build -o "$1/out/" ./validation/...
  "$go/bin/go" build -tags netgo,osusergo -o "$1/out/runtimetest" ./cmd/runtimetest
  cp rootfs-*.tar.gz "$1/out"
)

# The programs leave mounts behind, and look below their temporary directory: so they see a mount namespace and a tmpfs of
# their own. What is still there of a program and its containers at its end is killed and deleted.
run() {
  local out="$1" runtime="$2" work code=0
  shift 2
  work="$(mktemp -d "${TMPDIR:-/tmp}/ctoci.XXXXXX")"
  mkdir -p "$out"
  out="$(readlink -f "$out")"
  unshare --mount --propagation private "$ENG/oci-validate/run.sh" "$programs" "$runtime" "$work" "$out" "$limit" "$@" || code=$?
  rmdir "$work"
  return "$code"
}

[[ -d "$programs" ]] || step "build the OCI validation programs" build
if [[ $# -eq 0 ]]; then echo "$programs"; exit; fi
out=
if [[ "$1" == -o ]]; then out="${2:?}"; shift 2; fi
must_be_root "run the validation programs"
runtime="$(command -v "$1")" || refuse "there is no program $1" "give the path of an OCI runtime"
runtime="$(readlink -f "$runtime")"
shift
if [[ $# -eq 0 ]]; then
  cd "$programs"
  for name in *; do [[ "$name" == runtimetest || "$name" == rootfs-* ]] || set -- "$@" "$name"; done
fi
code=0
if [[ -n "$out" ]]; then
  run "$out" "$runtime" "$@" || code=$?
else
  out="$(mktemp -d)"
  run "$out" "$runtime" "$@" || code=$?
  rm -rf "$out"
fi
exit "$code"
