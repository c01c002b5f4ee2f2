namespace Containment.Containers.Guests;

/// <summary>Keeps one container's files up to date, for this process.</summary>
internal sealed class GuestFiles(ContainerHost host, ContainerId id, MachineText machine)
{
    // A container that does nothing but look at itself must not keep the host busy.
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(20);

    // Whoever reads a file piece by piece should not find it changed in the middle.
    private static readonly TimeSpan FreshWhileOpen = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly Dictionary<GuestFile, long> _written = [];
    private LoadAverages _load = LoadAverages.AtStart;
    private GuestFacts? _facts;
    private long _read;

    public GuestDirectory Directory { get; } = GuestDirectory.Of(host.Options, id);

    /// <summary>Makes them, with what is known before the start.</summary>
    public void Create(IEnumerable<GuestFile> files)
    {
        Directory.Create(files);
        WriteAll();
    }

    /// <summary>All that there are, with what is true now.</summary>
    public void WriteAll()
    {
        lock (_gate)
        {
            _facts = null;
            foreach (var file in GuestFile.All)
                if (File.Exists(Directory.PathOf(file))) Write(file);
        }
    }

    /// <summary>One, because somebody looks: he opens it, or reads what he has open.</summary>
    public void Refresh(GuestFile file, bool opens)
    {
        lock (_gate)
        {
            if (_written.TryGetValue(file, out var at) && Since(at) < (opens ? Fresh : FreshWhileOpen)) return;
            Write(file);
        }
    }

    private void Write(GuestFile file)
    {
        Directory.Write(file, file.Content(machine.Read(file.Source), Facts()));
        _written[file] = Environment.TickCount64;
    }

    private GuestFacts Facts()
    {
        if (_facts is { } known && Since(_read) < Fresh) return known;
        var facts = GuestReading.Facts(host, id);
        _load = _load.Next(GuestReading.Busy(host, id, facts), facts.Uptime);
        _read = Environment.TickCount64;
        return _facts = facts with { Load = _load };
    }

    private static TimeSpan Since(long at) => TimeSpan.FromMilliseconds(Environment.TickCount64 - at);
}
