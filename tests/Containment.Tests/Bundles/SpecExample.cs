namespace Containment.Tests.Bundles;

/// <summary>A config.json that uses each field of runtime-spec 1.2 once.</summary>
internal static class SpecExample
{
    public const string Complete = """
    {
      "ociVersion": "1.2.0",
      "root": {"path": "rootfs", "readonly": true},
      "process": {
        "terminal": true, "consoleSize": {"height": 25, "width": 80}, "cwd": "/", "env": ["PATH=/bin", "TERM=xterm"], "args": ["sh", ""],
        "user": {"uid": 1, "gid": 2, "umask": 63, "additionalGids": [5, 6]},
        "capabilities": {"bounding": ["CAP_CHOWN"], "effective": ["CAP_CHOWN"], "inheritable": ["CAP_CHOWN"], "permitted": ["CAP_CHOWN"], "ambient": ["CAP_CHOWN"]},
        "rlimits": [{"type": "RLIMIT_CORE", "soft": 1024, "hard": 18446744073709551615}],
        "noNewPrivileges": true, "apparmorProfile": "acme", "oomScoreAdj": -100, "selinuxLabel": "system_u",
        "scheduler": {"policy": "SCHED_DEADLINE", "nice": 19, "priority": 1, "flags": ["SCHED_FLAG_RECLAIM"], "runtime": 1, "deadline": 2, "period": 3},
        "ioPriority": {"class": "IOPRIO_CLASS_IDLE", "priority": 4}, "execCPUAffinity": {"initial": "7", "final": "0-3,7"}
      },
      "hostname": "slartibartfast", "domainname": "example.com",
      "mounts": [{"destination": "/data", "type": "none", "source": "/volumes/data", "options": ["rbind", "rw"], "uidMappings": [{"containerID": 0, "hostID": 1000, "size": 10}], "gidMappings": [{"containerID": 0, "hostID": 1000, "size": 10}]}],
      "hooks": {
        "prestart": [{"path": "/bin/a", "args": ["a", "b"], "env": ["k=v"], "timeout": 5}], "createRuntime": [{"path": "/bin/b"}], "createContainer": [{"path": "/bin/c"}],
        "startContainer": [{"path": "/bin/d"}], "poststart": [{"path": "/bin/e"}], "poststop": [{"path": "/bin/f"}]
      },
      "linux": {
        "namespaces": [{"type": "pid"}, {"type": "network", "path": "/var/run/netns/a"}, {"type": "user"}, {"type": "uts"}, {"type": "time"}],
        "uidMappings": [{"containerID": 0, "hostID": 100000, "size": 65536}], "gidMappings": [{"containerID": 0, "hostID": 100000, "size": 65536}],
        "timeOffsets": {"monotonic": {"secs": -172800, "nanosecs": 5}, "boottime": {"secs": 604800, "nanosecs": 0}},
        "devices": [{"type": "c", "path": "/dev/fuse", "major": 10, "minor": 229, "fileMode": 438, "uid": 0, "gid": 0}],
        "cgroupsPath": "/a/b",
        "resources": {
          "unified": {"memory.high": "max"}, "devices": [{"allow": false, "type": "a", "major": 1, "minor": 2, "access": "rwm"}],
          "memory": {"limit": 536870912, "reservation": 1, "swap": -1, "kernel": -1, "kernelTCP": -1, "swappiness": 0, "disableOOMKiller": false, "useHierarchy": true, "checkBeforeUpdate": true},
          "cpu": {"shares": 1024, "quota": 1000000, "burst": 1, "period": 500000, "realtimeRuntime": 950000, "realtimePeriod": 1000000, "cpus": "2-3", "mems": "0-7", "idle": 1},
          "blockIO": {"weight": 10, "leafWeight": 10, "weightDevice": [{"major": 8, "minor": 0, "weight": 500, "leafWeight": 300}],
            "throttleReadBpsDevice": [{"major": 8, "minor": 0, "rate": 600}], "throttleWriteBpsDevice": [{"major": 8, "minor": 0, "rate": 600}],
            "throttleReadIOPSDevice": [{"major": 8, "minor": 0, "rate": 600}], "throttleWriteIOPSDevice": [{"major": 8, "minor": 16, "rate": 300}]},
          "hugepageLimits": [{"pageSize": "2MB", "limit": 9223372036854772000}],
          "network": {"classID": 1048577, "priorities": [{"name": "eth0", "priority": 500}]},
          "pids": {"limit": 32771}, "rdma": {"mlx5_1": {"hcaHandles": 3, "hcaObjects": 10000}}
        },
        "intelRdt": {"closID": "guaranteed_group", "l3CacheSchema": "L3:0=7f0;1=1f", "memBwSchema": "MB:0=20;1=70", "enableCMT": true, "enableMBM": false},
        "sysctl": {"net.ipv4.ip_forward": "1"},
        "seccomp": {"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 1, "architectures": ["SCMP_ARCH_X86"], "flags": ["SECCOMP_FILTER_FLAG_LOG"], "listenerPath": "/run/l", "listenerMetadata": "m",
          "syscalls": [{"names": ["getcwd"], "action": "SCMP_ACT_ALLOW", "errnoRet": 38, "args": [{"index": 0, "value": 2080505856, "valueTwo": 1, "op": "SCMP_CMP_MASKED_EQ"}]}]},
        "rootfsPropagation": "slave", "maskedPaths": ["/proc/kcore"], "readonlyPaths": ["/proc/sys"], "mountLabel": "system_u",
        "personality": {"domain": "LINUX32", "flags": []}
      },
      "annotations": {"com.example.key1": "value1"}
    }
    """;
}
