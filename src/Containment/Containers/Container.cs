using Containment.Bundles;
using Containment.Containers.Life;
using Containment.Containers.Output;
using Containment.Devices;
using Containment.Launch;
using Containment.Networks;
using Containment.Resources;
using Containment.Resources.Merging;
using Containment.Snapshots;

namespace Containment.Containers;

/// <summary>
/// A handle on a container of a host. It holds nothing that needs disposal: the container lives on without it. Every verb
/// throws <see cref="ContainmentException"/> with <see cref="FailureReason.NotFound"/> once the container is deleted.
/// </summary>
public sealed class Container
{
    internal Container(ContainerHost host, ContainerSpec spec)
    {
        Host = host;
        Spec = spec;
    }

    /// <summary>The host it lives on.</summary>
    public ContainerHost Host { get; }

    /// <summary>Its name.</summary>
    public ContainerId Id => Spec.Id;

    /// <summary>What was asked for when it was created.</summary>
    public ContainerSpec Spec { get; }

    /// <summary>Starts its first process. Nothing is left of a start that fails.</summary>
    /// <exception cref="ContainmentException"><see cref="FailureReason.WrongState"/>: it runs, or belongs to another host.</exception>
    /// <exception cref="KernelException">The kernel refused a step; the message names it.</exception>
    public Task StartAsync(CancellationToken cancellationToken = default) =>
        new Starting(Registry).RunAsync(Spec, cancellationToken);

    /// <summary>Waits until its first process ends; at once when it has.</summary>
    /// <exception cref="ContainmentException"><see cref="FailureReason.WrongState"/>: it was never started; <see cref="FailureReason.KeeperLost"/>: how it ended is not known.</exception>
    public Task<ExitStatus> WaitAsync(CancellationToken cancellationToken = default) =>
        new Ending(Registry).WaitAsync(Id, cancellationToken);

    /// <summary>Sends a signal to its first process.</summary>
    public Task SignalAsync(Signal signal, CancellationToken cancellationToken = default) =>
        new Ending(Registry).SignalAsync(Id, signal, cancellationToken);

    /// <summary>Asks it to end, and kills all that is left of it after the grace period. Nothing is done when it has ended already.</summary>
    public Task<ExitStatus> StopAsync(StopOptions? options = null, CancellationToken cancellationToken = default) =>
        new Ending(Registry).StopAsync(Spec, options ?? new(), cancellationToken);

    /// <summary>Kills every process of it at once.</summary>
    public Task<ExitStatus> KillAsync(CancellationToken cancellationToken = default) =>
        new Ending(Registry).KillAsync(Id, cancellationToken);

    /// <summary>Freezes its processes; returns when all of them stand still.</summary>
    public Task PauseAsync(CancellationToken cancellationToken = default) =>
        new Holding(Registry).PauseAsync(Id, cancellationToken);

    /// <summary>Lets its processes go on.</summary>
    public Task ResumeAsync(CancellationToken cancellationToken = default) =>
        new Holding(Registry).ResumeAsync(Id, cancellationToken);

    /// <summary>Runs one more process in it.</summary>
    public Task<ExecSession> ExecAsync(ProcessSpec process, ExecOptions? options = null, CancellationToken cancellationToken = default) =>
        new Execution(Registry).RunAsync(Spec, process, options ?? new(), cancellationToken);

    /// <summary>
    /// Changes what it may use, at once and for good: all of it, or nothing when the kernel refuses a part. What
    /// <paramref name="limits"/> leaves null stays as it is.
    /// </summary>
    /// <returns>What is in force now: lowering memory never kills, so it may not get all the way.</returns>
    /// <exception cref="KernelException">The kernel refused; the message names file, value and error, and nothing is changed.</exception>
    /// <exception cref="ContainmentException"><see cref="FailureReason.Unsupported"/>: this machine lacks what a field needs; it is named, and nothing is changed.</exception>
    /// <exception cref="InvalidSpecException">Limits that can't be had together; nothing is changed.</exception>
    public Task<SetResult> SetAsync(ResourceLimits limits, CancellationToken cancellationToken = default) => SetAsync(limits, new(), cancellationToken);

    /// <summary>Changes what it may use, as the options say. Cancelled, it leaves all limits as they were; memory that was taken back is.</summary>
    /// <inheritdoc cref="SetAsync(ResourceLimits, CancellationToken)"/>
    public Task<SetResult> SetAsync(ResourceLimits limits, SetOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new Holding(Registry).SetAsync(Id, limits, options, cancellationToken);
    }

    /// <summary>
    /// Takes memory back that it does not need just now: caches, and what can be swapped out. Its limits stay, and nothing is
    /// killed (memory.reclaim of cgroup v2; on v1 the limit is lowered for moments, while its processes wait for memory instead).
    /// </summary>
    /// <param name="bytes">How much to take, more than 0.</param>
    /// <param name="cancellationToken">Ends the taking; what is taken is taken.</param>
    /// <returns>The bytes by which its usage fell: as much as could be found, so often less.</returns>
    /// <exception cref="ContainmentException"><see cref="FailureReason.Unsupported"/>: no memory controller here, or cgroup v2 of a kernel before 5.19; <see cref="FailureReason.WrongState"/>: it has no cgroups now.</exception>
    public Task<long> ReclaimMemoryAsync(long bytes, CancellationToken cancellationToken = default) =>
        new Reclaiming(Registry).RunAsync(Id, bytes, cancellationToken);

    /// <summary>Changes what the governor promises it, as a whole, at once and for good.</summary>
    public Task SetServiceAsync(ServiceClass service, CancellationToken cancellationToken = default) =>
        new Holding(Registry).SetServiceAsync(Id, service, cancellationToken);

    /// <summary>What the governor promises it: as given at creation or changed since.</summary>
    public async Task<ServiceClass> GetServiceAsync(CancellationToken cancellationToken = default) =>
        (await Registry.Store.ReadStateAsync(Id, cancellationToken).ConfigureAwait(false)).Service ?? Spec.Service;

    /// <summary>
    /// Changes the most that its own files may take on disk, at once and for good, whether it runs or not. An image only grows; while the container runs, one with ext4
    /// in it (below 1 GiB at its creation) grows only where this process has CAP_SYS_RESOURCE.
    /// </summary>
    /// <param name="bytes">How much, in bytes: at least 16 MiB.</param>
    /// <param name="cancellationToken">Gives up, as long as nothing is changed.</param>
    /// <exception cref="InvalidSpecException">Less than 16 MiB.</exception>
    /// <exception cref="ContainmentException">
    /// <see cref="FailureReason.WrongState"/>: it was made without a disk quota, or more than that is in use; <see cref="FailureReason.Unsupported"/>: it is
    /// kept by an image that can't shrink, or not grow now; <see cref="FailureReason.Exhausted"/>: the host's disk is full. It is as it was.
    /// </exception>
    public Task SetDiskAsync(long bytes, CancellationToken cancellationToken = default) => new DiskSizing(Registry).SetAsync(Id, bytes, cancellationToken);

    /// <summary>Changes how fast one of its interfaces is, at once and for good, whether it runs or not.</summary>
    /// <param name="name">The interface's name inside, such as <c>eth0</c>.</param>
    /// <param name="bandwidth">What holds from now on, as a whole; without limits in it there are none.</param>
    /// <param name="cancellationToken">Gives up, as long as nothing is changed.</param>
    /// <exception cref="InvalidSpecException">It has no such interface.</exception>
    /// <exception cref="KernelException">EOPNOTSUPP, ENOENT: the kernel lacks tbf, ifb, u32 or mirred.</exception>
    public Task SetBandwidthAsync(string name, Bandwidth bandwidth, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(bandwidth);
        return new Shaping(Registry).SetAsync(Id, name, bandwidth, cancellationToken);
    }

    /// <summary>The disk quota that it has: as given at creation or changed since, and by what it is kept; null: none.</summary>
    public async Task<DiskQuota?> GetDiskAsync(CancellationToken cancellationToken = default) =>
        (await Registry.Store.ReadStateAsync(Id, cancellationToken).ConfigureAwait(false)).Disk;

    /// <summary>What its own files take of its disk quota, those of its snapshots with them.</summary>
    /// <exception cref="ContainmentException"><see cref="FailureReason.WrongState"/>: it was made without a disk quota.</exception>
    public Task<DiskUsage> GetDiskUsageAsync(CancellationToken cancellationToken = default) => new DiskSizing(Registry).ReadAsync(Id, cancellationToken);

    /// <summary>What merging equal pages saves it; zero without <see cref="ContainerSpec.MergeMemory"/>.</summary>
    public async Task<MergedMemory> GetMergedMemoryAsync(CancellationToken cancellationToken = default) =>
        MergeStat.Sum((await CgroupAsync(cancellationToken).ConfigureAwait(false)).ReadPids());

    /// <summary>The interfaces that it has: those given at creation with all later changes, and with the addresses that networks gave them.</summary>
    public async Task<IReadOnlyList<NetworkSpec>> GetNetworksAsync(CancellationToken cancellationToken = default) =>
        (await Registry.Store.ReadSpecAsync(Id, cancellationToken).ConfigureAwait(false)).Networks;

    /// <summary>
    /// Gives it an interface, while it runs or stands, and for good: it has it after each start, restore and move. All of it is done, or nothing.
    /// </summary>
    /// <returns>The interface with its addresses.</returns>
    /// <exception cref="InvalidSpecException">It does not fit the interfaces that it has.</exception>
    /// <exception cref="ContainmentException">NotFound: there is no such bridge, interface or network; AlreadyExists: it has an interface of that name, or another container the address; Exhausted: the network has no address left.</exception>
    /// <exception cref="KernelException">The kernel refused a step; it does not have it.</exception>
    public Task<NetworkSpec> AttachNetworkAsync(NetworkSpec network, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        return new Connecting(Registry).ConnectAsync(Id, network, cancellationToken);
    }

    /// <summary>Takes an interface from it, while it runs or stands, and for good; its addresses are free again.</summary>
    /// <param name="name">The interface's name inside.</param>
    /// <param name="cancellationToken">Gives up before anything is changed.</param>
    /// <exception cref="ContainmentException">NotFound: it has no such interface.</exception>
    public Task DetachNetworkAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new Connecting(Registry).DisconnectAsync(Id, name, cancellationToken);
    }

    /// <summary>The volumes that it has: those given at creation with all later changes.</summary>
    public async Task<IReadOnlyList<VolumeMount>> GetVolumesAsync(CancellationToken cancellationToken = default) =>
        (await Registry.Store.ReadStateAsync(Id, cancellationToken).ConfigureAwait(false)).Volumes;

    /// <summary>
    /// Gives it a volume, while it runs or stands, and for good: it has it after each start, checkpoint and restore. All of it is done, or nothing. What is at
    /// the place is hidden meanwhile; a place that is not there is made.
    /// </summary>
    /// <exception cref="ContainmentException">
    /// NotFound: there is no such volume; WrongState: another container has it and one of the two would write; AlreadyExists: this one has it, elsewhere or in another way.
    /// </exception>
    /// <exception cref="KernelException">The kernel refused a step; it does not have it.</exception>
    public Task AttachVolumeAsync(VolumeMount volume, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(volume);
        return new Attaching(Registry).AttachAsync(Id, volume, cancellationToken);
    }

    /// <summary>Takes a volume from it, while it runs or stands, and for good. All that was written is in the volume.</summary>
    /// <exception cref="ContainmentException">NotFound: it has no such volume; WrongState: a process of it uses it, which is named; it keeps it.</exception>
    public Task DetachVolumeAsync(string volume, CancellationToken cancellationToken = default) => new Attaching(Registry).DetachAsync(Id, volume, cancellationToken);

    /// <summary>The directories, files and tmpfs that are mounted in it by its description: those given at creation with all later changes.</summary>
    public async Task<IReadOnlyList<MountSpec>> GetMountsAsync(CancellationToken cancellationToken = default) =>
        (await Registry.Store.ReadStateAsync(Id, cancellationToken).ConfigureAwait(false)).Mounts ?? Spec.Isolation.Mounts;

    /// <summary>
    /// Mounts a directory or file of the host, or a new tmpfs, in it, while it runs or stands, and for good: it is there after each start, checkpoint and restore. All
    /// of it is done, or nothing. What is at the place is hidden meanwhile; a place that is not there is made.
    /// </summary>
    /// <exception cref="InvalidSpecException">There is no such source, or no such place can be.</exception>
    /// <exception cref="ContainmentException">AlreadyExists: something is mounted there.</exception>
    /// <exception cref="KernelException">The kernel refused a step; nothing is changed.</exception>
    public Task AttachMountAsync(MountSpec mount, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(mount);
        return new MountAttaching(Registry).AttachAsync(Id, mount, cancellationToken);
    }

    /// <summary>Takes a mount of its description from it, while it runs or stands, and for good.</summary>
    /// <param name="target">Where it is, inside.</param>
    /// <param name="cancellationToken">Gives up, as long as nothing is changed.</param>
    /// <exception cref="ContainmentException">NotFound: its description has no mount there; WrongState: a process of it uses it, which is named; it keeps it.</exception>
    public Task DetachMountAsync(string target, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(target);
        return new MountAttaching(Registry).DetachAsync(Id, target, cancellationToken);
    }

    /// <summary>The devices of the host that it has: those given at creation with all later changes.</summary>
    public async Task<IReadOnlyList<DeviceSpec>> GetDevicesAsync(CancellationToken cancellationToken = default) =>
        (await Registry.Store.ReadStateAsync(Id, cancellationToken).ConfigureAwait(false)).Devices;

    /// <summary>
    /// Gives it a device of the host, while it runs or stands, and for good: it has it after each start, checkpoint and restore. All of it is done, or nothing: drivers
    /// and virtual functions on the host, the rule that lets it be used, its nodes, network interfaces.
    /// </summary>
    /// <exception cref="ContainmentException">
    /// NotFound: the host has no such device; AlreadyExists: this container has it, or something at its place; WrongState: another container has it, or the host
    /// uses it; Unsupported: it can't be given, or not while the container runs.
    /// </exception>
    /// <exception cref="KernelException">The kernel refused a step; nothing is changed.</exception>
    public Task AttachDeviceAsync(DeviceSpec device, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(device);
        return new DeviceAttaching(Registry).AttachAsync(Id, device, cancellationToken);
    }

    /// <summary>Takes a device from it, while it runs or stands, and for good. The host has it as it was before.</summary>
    /// <param name="name">The device's <see cref="DeviceSpec.Name"/>.</param>
    /// <param name="cancellationToken">Gives up, as long as nothing is changed.</param>
    /// <exception cref="ContainmentException">NotFound: it has no such device; WrongState: a process of it has it open, which is named; it keeps it.</exception>
    public Task DetachDeviceAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new DeviceAttaching(Registry).DetachAsync(Id, name, cancellationToken);
    }

    /// <summary>What it may use: the limits given at creation with all later changes.</summary>
    public async Task<ResourceLimits> GetLimitsAsync(CancellationToken cancellationToken = default) =>
        (await Registry.Store.ReadStateAsync(Id, cancellationToken).ConfigureAwait(false)).Limits;

    /// <summary>What it uses and has used.</summary>
    public async Task<ResourceUsage> GetUsageAsync(CancellationToken cancellationToken = default) =>
        (await CgroupAsync(cancellationToken).ConfigureAwait(false)).ReadUsage();

    /// <summary>How much it waits for lack of something.</summary>
    public async Task<Pressure> GetPressureAsync(CancellationToken cancellationToken = default) =>
        (await CgroupAsync(cancellationToken).ConfigureAwait(false)).ReadPressure();

    /// <summary>What it is doing now.</summary>
    public Task<ContainerStatus> GetStatusAsync(CancellationToken cancellationToken = default) =>
        new StatusReader(Registry).ReadAsync(Id, cancellationToken);

    /// <summary>What it has written so far, and on demand what it goes on to write.</summary>
    public IAsyncEnumerable<LogEntry> ReadLogAsync(LogOptions? options = null, CancellationToken cancellationToken = default) =>
        Log.ReadAsync(options ?? new(), HasEndedAsync, cancellationToken);

    /// <summary>Connects to the streams of its first process; as often as wanted, and by several at once.</summary>
    /// <exception cref="ContainmentException"><see cref="FailureReason.WrongState"/>: it does not run.</exception>
    public async Task<AttachedConsole> AttachAsync(AttachOptions? options = null, CancellationToken cancellationToken = default) =>
        await new Ending(Registry).LiveAsync(Id, cancellationToken).ConfigureAwait(false) is null ? throw Ending.NotRunning(Id)
        : new KeptConsole(await KeeperSession.ConnectAsync(Registry.Paths(Id).Socket, cancellationToken).ConfigureAwait(false), Log,
            new LogOptions { Follow = true, Since = options?.FromBeginning == true ? null : Registry.Now }, HasEndedAsync);

    /// <summary>Removes it with all it wrote. Removing what is not there any more is no error.</summary>
    /// <exception cref="ContainmentException"><see cref="FailureReason.WrongState"/>: it runs.</exception>
    public Task DeleteAsync(CancellationToken cancellationToken = default) =>
        new Ending(Registry).DeleteAsync(Id, cancellationToken);

    private ContainerRegistry Registry => Host.Containers();

    private LogReader Log => new(Registry.Paths(Id).Log, Host.Options.TimeProvider);

    private async Task<ContainerCgroup> CgroupAsync(CancellationToken cancellationToken)
    {
        await Registry.Store.ReadStateAsync(Id, cancellationToken).ConfigureAwait(false);
        return ContainerCgroup.Open(Host, Id);
    }

    private async Task<bool> HasEndedAsync(CancellationToken cancellationToken) =>
        (await GetStatusAsync(cancellationToken).ConfigureAwait(false)).Phase is not (ContainerPhase.Running or ContainerPhase.Paused);
}
