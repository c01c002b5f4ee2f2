using Containment.Bundles.Oci;
using Containment.Bundles.Rules;
using Containment.Oci.CommandLine;
using Containment.Oci.Life;
using Containment.Oci.States;

namespace Containment.Oci.Commands;

/// <summary><c>update [--resources FILE|-] [--memory …] … ID</c></summary>
internal sealed class UpdateCommand : Command
{
    private const int Largest = 1 << 20;
    private static readonly Flag Resources = Flag.Text("resources", "path to the file containing the resources to update or '-' to read from the standard input", "r");

    public override string Name => "update";
    public override string Summary => "change what a container is allowed";
    public override string Description => "The file has the form of linux.resources in config.json; what it does not name stays as it is.\nWith a file, all other flags are ignored.";
    public override IReadOnlyList<Flag> Flags => [Resources, .. ResourceFlags.All];

    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var file = invocation.Text(Resources);
        var change = file is null ? ResourceFlags.Read(invocation.Flags) : Parse(await ReadAsync(file, cancellationToken).ConfigureAwait(false), file);
        using var held = invocation.Store.Hold(invocation.Id);
        var container = held.Read();
        if (container?.Phase is not (ContainerPhase.Created or ContainerPhase.Running or ContainerPhase.Paused)) throw new ContainmentException(FailureReason.WrongState, invocation.Id, "container not running");
        if (file is null && ResourceFlags.ReadSchemata(invocation.Flags) is not null) throw new ContainmentException(FailureReason.Unsupported, invocation.Id, "Intel RDT: schemata of a container can't be changed; it had none when it was made");
        foreach (var warning in await PauseCommand.Cgroup(container).ApplyAsync(change, cancellationToken).ConfigureAwait(false)) invocation.Log.Warning(warning);
        var before = Specification.Of(container);
        var after = before with { Linux = (before.Linux ?? new()) with { Resources = ResourceMerge.Merge(before.Linux?.Resources, change) } };
        PrivateFile.Write(container.Paths.Config, RuntimeSpecText.Write(after));
        return 0;
    }

    private static async Task<byte[]> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            using var content = new MemoryStream();
            using var stream = file == "-" ? new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(0, ownsHandle: false), FileAccess.Read, 0) : new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0);
            await stream.CopyToAsync(content, cancellationToken).ConfigureAwait(false);
            return content.Length <= Largest ? content.ToArray() : throw new InvalidSpecException("resources", content.Length, $"at most {Largest} bytes");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new InvalidSpecException("resources", file, $"a file that can be read ({unreadable.Message})", unreadable);
        }
    }

    internal static OciResources Parse(ReadOnlySpan<byte> json, string file)
    {
        var change = RuntimeSpecText.Read(json, "linux.resources", OciResources.From);
        ResourceRules.Check(change, "linux.resources");
        return change;
    }
}
