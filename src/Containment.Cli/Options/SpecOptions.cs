using System.CommandLine;
using Containment.Bundles;
using Containment.Containers;
using Containment.Devices;
using Containment.Images;
using Containment.Networks;
using Containment.Resources;
using Containment.Snapshots;

namespace Containment.Cli.Options;

/// <summary>All that describes a new container, on the command line: for run and create.</summary>
internal sealed class SpecOptions
{
    private readonly Option<string?> _root = new("--root", "-r") { Description = "Its root file system: a directory, a tar archive, an OCI image layout (#NAME picks an image), or the name of an image that was pulled or built, or whose registry the name says", HelpName = "path|image" };
    private readonly Option<string?> _bundle = new("--bundle", "-b") { Description = "An OCI bundle instead: its config.json says how to run it", HelpName = "directory" };
    private readonly Option<string?> _hostName = new("--hostname") { Description = "Its host name; its own name where not given", HelpName = "name" };
    private readonly Option<bool> _noUser = new("--no-userns") { Description = "No user namespace: root inside is root outside" };
    private readonly Option<bool> _time = new("--timens") { Description = "A time namespace of its own" };
    private readonly Option<bool> _readOnly = new("--read-only") { Description = "A read-only root file system" };
    private readonly Option<bool> _init = new("--init") { Description = "A small init as process 1, which starts the command and reaps orphans" };
    private readonly Option<bool> _system = new("--system") { Description = "The command is an init such as systemd" };
    private readonly Option<bool> _nesting = new("--nesting") { Description = "It may make containers itself, with this tool or another" };
    private readonly Option<uint?> _ids = new("--ids") { Description = "How many user and group ids it has, a multiple of 65536; 65536 where not given, 262144 with --nesting", HelpName = "count" };
    private readonly Option<string?> _seccomp = new("--seccomp") { Description = "Which system calls it may make: default, none, or a file with a profile as linux.seccomp of an OCI bundle", HelpName = "profile" };
    private readonly Option<string?> _view = new("--guest-view") { Description = "What /proc tells it of memory, processors, load and uptime: machine, own (its limits and use), or lxcfs", HelpName = "view" };
    private readonly Option<bool> _tell = new("--tell-limits") { Description = "Tell it of its limits, and of each change of them, in /run/containment/limits.json" };
    private readonly Option<string[]> _volumes = new("--volume", "-v") { Description = "Mount a directory or file of the host (/ or ./ first), or a volume by its name; may come more than once", HelpName = "host:inside[:ro]" };
    private readonly Option<string[]> _devices = new("--device") { Description = "A device of the host: a node (/dev/fuse), a class (kvm, fuse, tun, gpu), a PCI address (0000:00:04.0), or a CDI name (vendor.com/class=device); may come more than once", HelpName = "device" };
    private readonly Option<string?> _disk = new("--disk") { Description = "The most that its own files may take on disk, as in 2G, with those of its snapshots; :project, :subvolume or :image says what keeps it so", HelpName = "size[:kind]" };
    private readonly Option<string[]> _networks = new("--network", "-n") { Description = "An interface: the name of a network, or bridge=br0, routed[=UPLINK], macvlan=PARENT or ipvlan=PARENT, and ,ip=10.0.0.2/24,gw=10.0.0.1[,mac=…][,name=eth0][,mtu=…], with nat=true, isolated=true, in=drop, out=reject, rule=accept in tcp 80 with 10.0.0.0/8, in-rate=10M, out-rate=1M; may come more than once. Or, alone: none, host, container:NAME", HelpName = "network" };
    private readonly Option<string[]> _publish = new("--publish", "-p") { Description = "A port of the host by which a port of its first network is reached; may come more than once", HelpName = "[address:]host:container[/udp]" };
    private readonly Option<string?> _stop = new("--stop-signal") { Description = "What asks it to end; otherwise the image's, SIGTERM, or SIGRTMIN+3 of a system container", HelpName = "signal" };
    private readonly Option<string[]> _labels = new("--label", "-l") { Description = "A label", HelpName = "NAME=VALUE" };
    private readonly Argument<ContainerId> _id = Parsed.Id("The new container's name");
    private readonly Option<bool> _merge = new("--merge-memory") { Description = "Let the kernel merge pages of its memory that are equal to others' (KSM)" };
    private readonly DnsOptions _dns = new();
    private readonly ImagePullOptions _pull = new();
    private readonly ClassOption _class = new();
    private readonly LimitOptions _limits = new();
    private readonly ProcessOptions _process = new(mayBeLeftOut: true);

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_root, _bundle, _hostName, _noUser, _time, _readOnly, _init, _system, _nesting, _ids, _seccomp, _view, _tell, _volumes, _devices, _disk, _networks, _publish, _stop, _labels, _merge, _class.Option]) command.Options.Add(option);
        _dns.AddTo(command);
        _pull.AddTo(command);
        command.Options.Add(Profiles.NewOption());
        _limits.AddTo(command);
        command.Arguments.Add(_id);
        _process.AddTo(command);
    }

    /// <param name="parsed">What was typed.</param>
    /// <param name="host">Where the image is, if it is one, or is pulled to: that says how to run it where nothing was typed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ContainerSpec> ReadAsync(ParseResult parsed, ContainerHost host, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_bundle) is not null || parsed.GetValue(_root) is not { } text) return Read(parsed);
        var root = RootText.Parse(text);
        await _pull.ProvideAsync(parsed, root, host, cancellationToken);
        return Read(parsed, await host.ReadImageConfigAsync(root, cancellationToken));
    }

    /// <param name="parsed">What was typed.</param>
    /// <param name="image">What holds where nothing was.</param>
    public ContainerSpec Read(ParseResult parsed, ImageConfig? image = null)
    {
        if (parsed.GetValue(_bundle) is null) return Described(parsed, image);
        if (parsed.GetValue(_root) is not null || _process.Wanted(parsed)) throw new InvalidSpecException("--bundle", parsed.GetValue(_bundle), "no --root and no command beside it: the bundle names both");
        foreach (var option in (Option[])[_hostName, _noUser, _time, _readOnly, _init, _system, _nesting, _ids, _seccomp, _view, _tell, _volumes, .. _limits.All, .. _process.All])
            if (parsed.GetResult(option) is { Implicit: false }) throw new InvalidSpecException(option.Name, "given", "nothing of the kind beside --bundle: the bundle says it");
        return ContainerSpec.FromBundle(parsed.GetValue(_id), Bundle.Open(parsed.GetValue(_bundle)!)) with { Service = Service(parsed), MergeMemory = parsed.GetValue(_merge), Disk = Disk(parsed), Networks = Networks(parsed), Devices = Devices(parsed), StopSignal = StopSignal(parsed), Labels = Pairs.Read("--label", parsed.GetValue(_labels)) };
    }

    private ContainerSpec Described(ParseResult parsed, ImageConfig? image) => new(parsed.GetValue(_id), RootText.Parse(parsed.GetValue(_root) ?? throw new InvalidSpecException("--root", null, "a root file system, or --bundle")), _process.Read(parsed, image))
    {
        Isolation = new IsolationSpec
        {
            HostName = parsed.GetValue(_hostName),
            UserNamespace = !parsed.GetValue(_noUser),
            TimeNamespace = parsed.GetValue(_time),
            ReadOnlyRoot = parsed.GetValue(_readOnly),
            FirstProcess = parsed.GetValue(_system) ? FirstProcess.System : parsed.GetValue(_init) ? FirstProcess.Reaper : FirstProcess.Command,
            Nesting = parsed.GetValue(_nesting),
            IdCount = parsed.GetValue(_ids),
            Seccomp = parsed.GetValue(_seccomp) is { } profile ? Profile(profile) : SeccompProfile.Default,
            GuestView = parsed.GetValue(_view) is { } view ? View(view) : GuestView.Machine,
            TellLimits = parsed.GetValue(_tell),
            Network = Scope(parsed) ?? new NetworkScope.Own(),
            Mounts = [.. (parsed.GetValue(_volumes) ?? []).Where(text => !VolumeText.IsVolume(text)).Select(VolumeText.Mount)],
        },
        Volumes = [.. (parsed.GetValue(_volumes) ?? []).Where(VolumeText.IsVolume).Select(VolumeText.Parse)],
        Limits = _limits.Read(parsed),
        Service = Service(parsed),
        MergeMemory = parsed.GetValue(_merge),
        Disk = Disk(parsed),
        Networks = Networks(parsed),
        Dns = _dns.Read(parsed),
        Devices = Devices(parsed),
        StopSignal = StopSignal(parsed),
        Labels = Pairs.Read("--label", parsed.GetValue(_labels)),
    };

    private ServiceClass Service(ParseResult parsed) => _class.Read(parsed) ?? ServiceClass.Default;

    private Signal? StopSignal(ParseResult parsed) => parsed.GetValue(_stop) is { } signal ? Signal.Parse(signal) : null;

    private DiskQuota? Disk(ParseResult parsed) => parsed.GetValue(_disk) is { } disk ? DiskText.Parse(disk) : null;

    // Alone, it says whose network it is in; among others it would be an interface, and is refused as one.
    private NetworkScope? Scope(ParseResult parsed) => parsed.GetValue(_networks) switch
    {
        ["none"] => new NetworkScope.Own(),
        ["host" or ['c', 'o', 'n', 't', 'a', 'i', 'n', 'e', 'r', ':', ..]] and [var text] => NetworkScope.Parse(text),
        _ => null,
    };

    private IReadOnlyList<NetworkSpec> Networks(ParseResult parsed)
    {
        NetworkSpec[] networks = Scope(parsed) is null ? [.. (parsed.GetValue(_networks) ?? []).Select(NetworkText.Parse)] : [];
        if (parsed.GetValue(_publish) is not { Length: > 0 } published) return networks;
        if (networks is []) throw new InvalidSpecException("--publish", published[0], "a --network beside it");
        networks[0] = networks[0] with { Ports = [.. networks[0].Ports, .. published.Select(port => PublishedPort.Parse(port))] };
        return networks;
    }

    private IReadOnlyList<DeviceSpec> Devices(ParseResult parsed) => [.. (parsed.GetValue(_devices) ?? []).Select(text => DeviceSpec.Parse(text))];

    private static SeccompProfile Profile(string text)
    {
        if (text is "default" or "none") return SeccompProfile.Parse(text);
        return File.Exists(text) ? SeccompProfile.FromJson(File.ReadAllText(text)) : throw new InvalidSpecException("--seccomp", text, "default, none, or a file");
    }

    private static GuestView View(string text) => text switch
    {
        "machine" => GuestView.Machine,
        "own" => GuestView.Own,
        "lxcfs" => GuestView.Lxcfs,
        _ => throw new InvalidSpecException("--guest-view", text, "machine, own or lxcfs"),
    };
}
