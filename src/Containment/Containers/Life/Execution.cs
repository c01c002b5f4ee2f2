using Containment.Bundles;
using Containment.Bundles.Oci;
using Containment.Containers.Output;
using Containment.Launch;
using Containment.Resources;

namespace Containment.Containers.Life;

/// <summary>Runs one more process in a container.</summary>
internal sealed class Execution(ContainerRegistry registry)
{
    public async Task<ExecSession> RunAsync(ContainerSpec spec, ProcessSpec process, ExecOptions options, CancellationToken cancellationToken)
    {
        var status = await new StatusReader(registry).ReadAsync(spec.Id, cancellationToken).ConfigureAwait(false);
        // In a paused container it would stand still before it begins, and so would the caller.
        if (status.Phase != ContainerPhase.Running || status.ProcessId is not { } init) throw Ending.NotRunning(spec.Id);
        var state = await registry.Store.ReadStateAsync(spec.Id, cancellationToken).ConfigureAwait(false);
        var layers = registry.Layers(spec.Id, state);
        var runs = RuntimeSpecs.Of(spec, [layers.Upper, .. layers.Lower], state.Ids);
        var compiled = RuntimeSpecCompiler.Process(NestedHost.Process(process, spec.Isolation), RootAccounts.Find(process.User, [layers.Upper, .. layers.Lower]), !RuntimeSpecCompiler.GainsPrivileges(spec.Isolation));
        if (process.Terminal) compiled = compiled with { ConsoleSize = new OciConsoleSize { Width = options.Size.Columns, Height = options.Size.Rows } };
        var request = new ExecRequest
        {
            InitPid = init,
            Shared = SharedNamespaces.Of(init),
            Process = compiled,
            Cgroup = ContainerCgroup.Open(registry.Host, spec.Id).PlacementBeside(init),
            Ids = OwnIds.Current is { } own ? Launch.Plans.IdMaps.Of(own) : state.Ids is { } range ? Launch.Plans.IdMaps.Of(range) : null,
            Powers = LaunchPowers.With(OwnIds.Current),
            MergeMemory = spec.MergeMemory,
            Id = spec.Id.Value,
            Seccomp = runs.Linux?.Seccomp,
            State = RuntimeSpecs.State(spec, runs),
        };
        var session = await Launcher.StartAsync(ExecCompiler.Compile(request), cancellationToken: cancellationToken).ConfigureAwait(false);
        await registry.EmitAsync(spec.Id, ContainerEventKind.Executed, process.Command[0]).ConfigureAwait(false);
        return new KeptExecSession(session);
    }
}
