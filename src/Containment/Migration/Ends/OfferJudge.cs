using System.Runtime.InteropServices;
using System.Text.Json;
using Containment.Checkpoints.Criu;
using Containment.Checkpoints.Restoring;
using Containment.Containers;
using Containment.Containers.Life;
using Containment.Containers.Storing;
using Containment.Devices;
using Containment.Images;
using Containment.Linux.Descriptors;
using Containment.Linux.Memory;
using Containment.Migration.Files;
using Containment.Migration.Planning;
using Containment.Migration.Wire;
using Containment.Networks;

namespace Containment.Migration.Ends;

/// <summary>Judges an offer on the target: what stands in the way, and where its base is. Changes nothing.</summary>
internal sealed class OfferJudge(ContainerHost host)
{
    private readonly ContainerRegistry _registry = host.Containers();

    /// <exception cref="WireException">It is no offer.</exception>
    public static (MoveOffer Offer, ContainerSpec Spec) Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            var offer = JsonSerializer.Deserialize(bytes.Span, MoveJson.Default.MoveOffer) ?? throw new WireException("no offer");
            if (!Enum.IsDefined(offer.Strategy) || offer.Strategy == MigrationStrategy.Auto || offer.Epoch < 1) throw new WireException("an offer that makes no sense");
            return (offer, Storable.ParseSpec(offer.Spec, "the offered description"));
        }
        catch (Exception wrong) when (wrong is JsonException or ContainmentException)
        {
            throw new WireException($"no offer ({wrong.Message})");
        }
    }

    public async Task<(IReadOnlyList<MigrationFinding> Findings, RootSource? Base)> JudgeAsync(MoveOffer offer, ContainerSpec spec, CancellationToken cancellation)
    {
        await _registry.ReadyAsync(cancellation).ConfigureAwait(false);
        var findings = new List<MigrationFinding>();
        if (await IsTakenAsync(spec.Id, cancellation).ConfigureAwait(false)) findings.Add(MigrationFindings.NameTaken(spec.Id));
        if (offer.Architecture != RuntimeInformation.ProcessArchitecture.ToString()) findings.Add(MigrationFindings.Architecture(offer.Architecture));
        if (offer.Strategy.TakesMemory)
        {
            var kernel = await OfferMaker.KernelAsync(cancellation).ConfigureAwait(false);
            if (kernel != offer.Kernel) findings.Add(MigrationFindings.Kernel(offer.Kernel, kernel));
            var free = FastDirectory.FreeBytes(host);
            // Once as images, once as memory.
            var available = Math.Min(free, (MemoryInfo.Bytes(KernelText.Read(MemoryInfo.File), "MemAvailable") ?? long.MaxValue) / 2);
            if (offer.MemoryBytes > available) findings.Add(MigrationFindings.Memory(offer.MemoryBytes, available));
            if (Fitness.Missing(offer.Processor) is { Count: > 0 } missing) findings.Add(MigrationFindings.Processor(missing));
            if (await CriuLackAsync(offer.Criu, cancellation).ConfigureAwait(false) is { } criu) findings.Add(criu);
        }
        var disk = new DriveInfo(host.Options.StateDirectory).AvailableFreeSpace;
        if (offer.FileBytes > disk) findings.Add(MigrationFindings.Disk(offer.FileBytes, disk));
        if (QuotaLack(spec) is { } lack) findings.Add(MigrationFindings.Quota(lack));
        foreach (var network in spec.Networks)
            if (!await CanConnectAsync(spec.Id, network, cancellation).ConfigureAwait(false)) findings.Add(MigrationFindings.Link(network.Link));
        findings.AddRange(await AddressJudge.JudgeAsync(_registry, spec, cancellation).ConfigureAwait(false));
        if (await RulesLackAsync(spec, cancellation).ConfigureAwait(false) is { } refused) findings.Add(MigrationFindings.Rules(refused));
        foreach (var mount in spec.Isolation.Mounts)
            if (mount.Source is { } source && !Path.Exists(source)) findings.Add(MigrationFindings.Mount(source));
        foreach (var device in spec.Devices)
            if (DeviceLack(device) is { } why) findings.Add(MigrationFindings.Device(device, why));
        var found = offer.BaseDigest is null ? null : await new BaseTrees(host).FindAsync(spec.Root, offer.BaseDigest, cancellation).ConfigureAwait(false);
        if (found is null && offer.BaseDigest?.StartsWith("tree-", StringComparison.Ordinal) != true) findings.Add(MigrationFindings.Base(spec.Root));
        return ([.. findings.OrderByDescending(finding => finding.Severity)], found);
    }

    private static async Task<MigrationFinding?> CriuLackAsync(string? source, CancellationToken cancellation)
    {
        try
        {
            var here = await CriuVersion.OfAsync(cancellation).ConfigureAwait(false);
            return Version.TryParse(source, out var theirs) && here < theirs ? MigrationFindings.CriuVersion(theirs, here) : null;
        }
        catch (ContainmentException lack)
        {
            return MigrationFindings.Criu("target", lack.Message);
        }
    }

    private string? DeviceLack(DeviceSpec device)
    {
        try
        {
            DeviceRules.CheckOwn(device, _registry.Devices.Look(device));
            return null;
        }
        catch (Exception lack) when (lack is ContainmentException or InvalidSpecException)
        {
            return lack.Message;
        }
    }

    private string? QuotaLack(ContainerSpec spec)
    {
        try
        {
            _registry.Quotas.Settle(spec.Disk, spec.Isolation.UserNamespace);
            return null;
        }
        catch (ContainmentException lack) when (lack.Reason == FailureReason.Unsupported)
        {
            return lack.Message;
        }
    }

    private async Task<string?> RulesLackAsync(ContainerSpec spec, CancellationToken cancellation)
    {
        try
        {
            await _registry.Rules.CheckAsync(spec.Id, spec.Networks, cancellation).ConfigureAwait(false);
            return null;
        }
        catch (Exception lack) when (lack is InvalidSpecException or ContainmentException { Reason: not FailureReason.KernelRefused })
        {
            return lack.Message;
        }
    }

    // By netlink: /sys may show another network namespace than this process's.
    private async Task<bool> CanConnectAsync(ContainerId id, NetworkSpec network, CancellationToken cancellation)
    {
        try
        {
            await host.Part(h => new HostLinks(h)).PlanAsync(id, [network], cancellation).ConfigureAwait(false);
            return true;
        }
        catch (Exception missing) when (missing is ContainmentException or InvalidSpecException)
        {
            return false;
        }
    }

    private async Task<bool> IsTakenAsync(ContainerId id, CancellationToken cancellation)
    {
        try
        {
            await _registry.Store.ReadStateAsync(id, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (ContainmentException gone) when (gone.Reason == FailureReason.NotFound)
        {
            return false;
        }
    }
}
