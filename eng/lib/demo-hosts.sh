# The demo's two hosts: network namespaces, cgroups, daemons; and removing whatever a demo has left. Sourced by eng/demo.sh.

DEMO_STATE="$CONTAINMENT_CACHE/demo"
DEMO_RUN=/run/ctdemo
DEMO_NET=10.77.0

# A and B are on a bridge in a namespace of its own, where the client is, too. Each host has a bridge for its containers.
make_network() {
  local host number=2
  ip netns add ctdemo-net
  ip -n ctdemo-net link set lo up
  ip -n ctdemo-net link add ctdemo0 type bridge
  ip -n ctdemo-net addr add $DEMO_NET.1/24 dev ctdemo0
  ip -n ctdemo-net link set ctdemo0 up
  for host in a b; do
    ip netns add "ctdemo-$host"
    ip -n "ctdemo-$host" link set lo up
    ip -n "ctdemo-$host" link add ctdemo0 type bridge
    ip -n "ctdemo-$host" addr add $DEMO_NET.$number/24 dev ctdemo0
    ip -n "ctdemo-$host" link set ctdemo0 up
    ip -n "ctdemo-$host" link add uplink type veth peer name "host-$host" netns ctdemo-net
    ip -n "ctdemo-$host" link set uplink master ctdemo0 up
    ip -n ctdemo-net link set "host-$host" master ctdemo0 up
    number=$((number + 1))
  done
}

# cgroup_directories: where this process is, in each hierarchy. Made so that a hierarchy mounted twice counts once.
cgroup_directories() {
  local id controllers path type point options
  while IFS=: read -r id controllers path; do
    while read -r _ point type options _; do
      if [[ -z "$controllers" && $type == cgroup2 ]] || [[ -n "$controllers" && $type == cgroup && ",$options," == *",${controllers},"* ]]; then
        [[ $path == / ]] && echo "$point" || echo "$point$path"
        break
      fi
    done < /proc/self/mounts
  done < /proc/self/cgroup
}

# With v2 alone, cgroups that hand controllers down hold no processes: there the daemon is in a leaf, and told where its containers go.
only_unified() { ! grep -q ' cgroup ' /proc/self/mounts; }

enter_cgroup() {
  local host="$1" directory made
  if only_unified; then
    made="$(awk '$3 == "cgroup2" { print $2; exit }' /proc/self/mounts)/ctdemo-$host/daemon"
    mkdir -p "$made"
    echo "$BASHPID" > "$made/cgroup.procs"
    return
  fi
  while read -r directory; do
    made="$directory/ctdemo-$host"
    mkdir -p "$made"
    # A new cpuset is empty, and nothing can run in it, until it is told its CPUs and memory nodes.
    if [[ -e "$made/cpuset.cpus" ]]; then
      cat "$directory/cpuset.cpus" > "$made/cpuset.cpus"
      cat "$directory/cpuset.mems" > "$made/cpuset.mems"
    fi
    echo "$BASHPID" > "$made/cgroup.procs"
  done < <(cgroup_directories)
}

# The `containment` command, on one of the hosts.
on() {
  local host="$1"
  shift
  nsenter --net="/run/netns/ctdemo-$host" "$ROOT/artifacts/bin/Containment.Cli/release/$CLI_NAME" "$@" \
    --state "$DEMO_STATE/$host" --run "$DEMO_RUN/$host"
}

start_daemon() {
  local host="$1" settings=()
  only_unified && settings+=("--Containment:CgroupParent=/ctdemo-$host")
  mkdir -p "$DEMO_STATE/$host" "$DEMO_RUN/$host"
  (
    trap - ERR EXIT INT TERM HUP
    exec 9>&-
    enter_cgroup "$host"
    exec setsid nsenter --net="/run/netns/ctdemo-$host" "$ROOT/artifacts/bin/Containment.Daemon/release/Containment.Daemon" \
      --Daemon:Socket="$DEMO_RUN/$host.sock" --Containment:StateDirectory="$DEMO_STATE/$host" --Containment:RuntimeDirectory="$DEMO_RUN/$host" \
      --Containment:Migration:Listen=true "${settings[@]}" < /dev/null > "$DEMO_STATE/$host.log" 2>&1
  ) &
  DAEMONS+=("$!")
  disown
}

await_daemon() {
  local host="$1" tries
  for ((tries = 0; tries < 300; tries++)); do
    [[ -S "$DEMO_RUN/$host.sock" && "$(stat -c %a "$DEMO_RUN/$host.sock")" == 600 ]] && return
    kill -0 "$2" 2> /dev/null || break
    sleep 0.1
  done
  tail -n 20 "$DEMO_STATE/$host.log" >&2
  refuse "the daemon of host ${host^^} did not start" "its last words are above"
}

# Removes everything a demo has made, whichever run it was. Everything bears a name of the demo's own.
remove_hosts() {
  local directory point
  demo_cgroups | while read -r directory; do
    [[ ! -e "$directory/cgroup.kill" ]] || echo 1 > "$directory/cgroup.kill" || true
  done
  local tries
  for ((tries = 0; tries < 50; tries++)); do
    [[ -n "$(kill_members)" ]] || break
    sleep 0.1
  done
  demo_cgroups | while read -r directory; do find "$directory" -depth -type d -exec rmdir {} + 2> /dev/null || true; done
  for directory in /run/netns/ctdemo-*; do
    [[ ! -e "$directory" ]] || ip netns del "${directory##*/}"
  done
  awk -v one="$DEMO_STATE/" -v two="$DEMO_RUN/" 'index($5, one) == 1 || index($5, two) == 1 { print $5 }' /proc/self/mountinfo | sort -r | while read -r point; do
    umount -l "$(printf '%b' "$point")" || true
  done
  rm -rf --one-file-system "$DEMO_STATE" "$DEMO_RUN"
}

demo_cgroups() { find $(awk '$3 ~ /^cgroup2?$/ { print $2 }' /proc/self/mounts) -type d -name 'ctdemo-[ab]' -prune 2> /dev/null || true; }

# Kills what is in the demo's cgroups, thaws what is frozen so that it can die, and says whom it found.
kill_members() {
  local directory file pid
  demo_cgroups | while read -r directory; do
    find "$directory" -name freezer.state -exec sh -c 'echo THAWED > "$1"' sh {} \; 2> /dev/null || true
    find "$directory" -name cgroup.procs | while read -r file; do
      for pid in $(cat "$file" 2> /dev/null); do
        kill -9 "$pid" 2> /dev/null || true
        echo "$pid"
      done
    done
  done
}
