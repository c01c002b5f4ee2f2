using Containment.Bundles.Oci;
using Containment.Oci.Output;
using Containment.Oci.States;

namespace Containment.Oci.Life;

/// <summary>
/// Bundles without a process (config.md: it is required only by start). Such a container is created like others, with a
/// process that waits; there is nothing to begin, so it ends at start.
/// </summary>
internal static class Unset
{
    /// <exception cref="InvalidSpecException">It is to run at once, and there is nothing to run.</exception>
    public static RuntimeSpec Fill(RuntimeSpec spec, bool held)
    {
        if (spec.Process is not null) return spec;
        return held ? spec with { Process = new() { Args = ["/"], Cwd = "/", User = new() } } : throw new InvalidSpecException("process", null, "what to run");
    }

    // The validation programs of the OCI and crun take this for a start that succeeds.
    public static void End(ContainerView container, ErrorLog log)
    {
        log.Warning("process is not set: the container ends");
        ContainerProcess.End(container.Record.Init!);
    }
}
