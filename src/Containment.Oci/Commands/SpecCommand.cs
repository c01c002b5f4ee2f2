using Containment.Bundles.Oci;
using Containment.Linux.Namespaces;
using Containment.Oci.CommandLine;
using Containment.Oci.Life;

namespace Containment.Oci.Commands;

/// <summary><c>spec [--bundle DIR] [--rootless]</c></summary>
internal sealed class SpecCommand : Command
{
    private static readonly Flag Bundle = Flag.Text("bundle", "path to the root of the bundle directory", "b");
    private static readonly Flag Rootless = Flag.Switch("rootless", "generate a configuration that an ordinary user can run");

    public override string Name => "spec";
    public override string Summary => "create a new specification file";
    public override string Form => "";
    public override string Description => "Writes a config.json to begin with: a shell on a terminal, as locked down as containers of this\nlibrary are by default. The root file system is expected in rootfs beside it.";
    public override IReadOnlyList<Flag> Flags => [Bundle, Rootless];
    public override (int Least, int Most) Arguments => (0, 0);

    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var directory = Path.GetFullPath(invocation.Text(Bundle) ?? ".");
        var file = Path.Combine(directory, "config.json");
        if (File.Exists(file)) throw new ContainmentException(FailureReason.AlreadyExists, file, $"File config.json exists. Remove it first");
        if (!Directory.Exists(directory)) throw new InvalidSpecException("bundle", directory, "a directory that exists");
        var spec = invocation.On(Rootless) ? StarterSpec.OfUser(Self.User, Self.Group) : StarterSpec.OfRoot();
        File.WriteAllBytes(file, RuntimeSpecText.Write(spec));
        return Task.FromResult(0);
    }
}
