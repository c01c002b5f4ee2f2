# A registry for the tests of images: the system's program, else Debian's unpacked beside it, because installing it begins a service. Sourced by eng/setup.sh.

find_registry() {
  CONTAINMENT_REGISTRY="$(command -v docker-registry || true)"
  if [[ -z "$CONTAINMENT_REGISTRY" ]]; then
    CONTAINMENT_REGISTRY="$CONTAINMENT_CACHE/registry/usr/bin/docker-registry"
    [[ -x "$CONTAINMENT_REGISTRY" ]] || unpack_packages "$CONTAINMENT_CACHE/registry" docker-registry
  fi
  export CONTAINMENT_REGISTRY
}
