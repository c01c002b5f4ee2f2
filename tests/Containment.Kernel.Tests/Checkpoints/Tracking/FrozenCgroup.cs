using System.Globalization;

namespace Containment.Kernel.Tests.Checkpoints.Tracking;

/// <summary>A cgroup v2 of a test's own with a process that stands still in it, until it is disposed; then it is where it was.</summary>
internal sealed class FrozenCgroup : IDisposable
{
    private static readonly string Top = Directory.Exists("/sys/fs/cgroup/unified") ? "/sys/fs/cgroup/unified" : "/sys/fs/cgroup";
    private readonly string _path = $"{Top}/track-{Guid.NewGuid():n}";
    private readonly int _pid;
    private readonly string _before;

    private FrozenCgroup(int pid)
    {
        _pid = pid;
        _before = Top + File.ReadLines($"/proc/{pid}/cgroup").First(line => line.StartsWith("0::", StringComparison.Ordinal))[3..];
        Directory.CreateDirectory(_path);
        Move(_path);
        File.WriteAllText($"{_path}/cgroup.freeze", "1");
        for (var n = 0; n < 100 && !File.ReadAllText($"{_path}/cgroup.events").Contains("frozen 1", StringComparison.Ordinal); n++) Thread.Sleep(1);
    }

    public static FrozenCgroup Around(int pid) => new(pid);

    public void Dispose()
    {
        if (!Directory.Exists(_path)) return;
        File.WriteAllText($"{_path}/cgroup.freeze", "0");
        Move(_before);
        Directory.Delete(_path);
    }

    private void Move(string to) => File.WriteAllText($"{to}/cgroup.procs", _pid.ToString(CultureInfo.InvariantCulture));
}
