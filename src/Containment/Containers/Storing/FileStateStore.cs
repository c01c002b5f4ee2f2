using Containment.Bundles;

namespace Containment.Containers.Storing;

/// <summary>A directory for each container below the host's state directory.</summary>
internal sealed class FileStateStore : IStateStore
{
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(30);
    private readonly ContainerHostOptions _host;
    private readonly IdPool _ids;
    private readonly string _all;

    /// <param name="host">Whose it is.</param>
    /// <param name="machine">What host ids others have; null: nobody else is asked.</param>
    public FileStateStore(ContainerHostOptions host, IdClaims? machine)
    {
        (_host, _ids, _all) = (host, new(host, machine), ContainerPaths.All(host));
        MakePrivate(_all);
    }

    public async Task<IContainerLock> ReserveAsync(ContainerId id, CancellationToken cancellationToken)
    {
        var paths = Of(id);
        var start = _host.TimeProvider.GetTimestamp();
        while (_host.TimeProvider.GetElapsedTime(start) < LockTimeout)
        {
            if (File.Exists(paths.State)) throw Taken(id);
            MakePrivate(paths.Directory);
            try
            {
                var held = FileContainerLock.TryTake(id, paths.Lock, create: true);
                if (held is not null && !File.Exists(paths.State))
                {
                    held.HasRemains = Directory.EnumerateFileSystemEntries(paths.Directory).Any(path => path != paths.Lock);
                    return held;
                }
                held?.Dispose();
            }
            catch (FileNotFoundException)
            {
                // It was just being forgotten.
            }
            await Task.Delay(TimeSpan.FromMilliseconds(5), _host.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        throw new ContainmentException(FailureReason.TimedOut, id.Value, $"container {id} is being made or removed by somebody else");
    }

    public async Task<IContainerLock> LockAsync(ContainerId id, CancellationToken cancellationToken)
    {
        try
        {
            var held = await FileContainerLock.TakeAsync(id, Of(id).Lock, create: false, LockTimeout, _host.TimeProvider, cancellationToken).ConfigureAwait(false);
            if (File.Exists(Of(id).State)) return held;
            held.Dispose();
        }
        catch (FileNotFoundException)
        {
            // As below.
        }
        throw NotFound(id);
    }

    public Task AddAsync(IContainerLock held, ContainerSpec spec, ContainerState state, CancellationToken cancellationToken) => Task.Run(() =>
    {
        WriteSpec(held, spec);
        DurableFile.Write(Of(held.Id).State, Storable.Write(state, StateJson.Default.ContainerState));
        DurableFile.Flush(_all);
    }, cancellationToken);

    public Task<ContainerSpec> ReadSpecAsync(ContainerId id, CancellationToken cancellationToken) =>
        Task.FromResult(Read(id, () => Storable.ParseSpec(File.ReadAllBytes(Of(id).Spec), Of(id).Spec) is var spec && spec.Id == id
            ? spec : throw new ContainmentException(FailureReason.Corrupt, Of(id).Spec, $"{Of(id).Spec} describes another container")));

    public Task<ContainerState> ReadStateAsync(ContainerId id, CancellationToken cancellationToken) =>
        Task.FromResult(Read(id, () => Storable.ReadState(Of(id).State)));

    public Task WriteSpecAsync(IContainerLock held, ContainerSpec spec, CancellationToken cancellationToken) => Task.Run(() => WriteSpec(held, spec), cancellationToken);

    public Task WriteStateAsync(IContainerLock held, ContainerState state, CancellationToken cancellationToken) =>
        Task.Run(() => DurableFile.Write(Of(held.Id).State, Storable.Write(state, StateJson.Default.ContainerState)), cancellationToken);

    public Task RemoveAsync(IContainerLock held, CancellationToken cancellationToken) => Task.Run(() =>
    {
        File.Delete(Of(held.Id).State);
        DurableFile.Flush(Of(held.Id).Directory);
    }, cancellationToken);

    public async Task ForgetAsync(IContainerLock held, CancellationToken cancellationToken)
    {
        var paths = Of(held.Id);
        await _ids.FreeAsync(held.Id, cancellationToken).ConfigureAwait(false);
        foreach (var entry in new DirectoryInfo(paths.Directory).EnumerateFileSystemInfos().Where(entry => entry.FullName != paths.Lock))
        {
            if (entry is DirectoryInfo { LinkTarget: null } directory) directory.Delete(recursive: true);
            else entry.Delete();
        }
        File.Delete(paths.Lock);
        try
        {
            Directory.Delete(paths.Directory);
        }
        catch (IOException) when (Directory.Exists(paths.Directory))
        {
            // From the moment the lock file was gone the name was free: somebody has taken it.
        }
        held.Dispose();
    }

    public Task<IReadOnlyList<ContainerId>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ContainerId>>([.. Names().Where(id => File.Exists(Of(id).State)).OrderBy(id => id.Value, StringComparer.Ordinal)]);

    public Task<IReadOnlyList<IContainerLock>> ListAbandonedAsync(CancellationToken cancellationToken)
    {
        List<IContainerLock> abandoned = [];
        foreach (var id in Names().Where(id => !File.Exists(Of(id).State)))
        {
            try
            {
                if (FileContainerLock.TryTake(id, Of(id).Lock, create: true) is not { } held) continue;
                if (File.Exists(Of(id).State)) held.Dispose();
                else abandoned.Add(held);
            }
            catch (FileNotFoundException)
            {
                // Somebody has just forgotten it.
            }
        }
        return Task.FromResult<IReadOnlyList<IContainerLock>>(abandoned);
    }

    public Task<IdRange> AllocateIdsAsync(IContainerLock held, uint count, IdRange? preferred, CancellationToken cancellationToken) => _ids.AllocateAsync(held.Id, count, preferred, cancellationToken);

    private void WriteSpec(IContainerLock held, ContainerSpec spec) =>
        DurableFile.Write(Of(held.Id).Spec, Storable.Write(new StoredSpec(StoredSpec.CurrentVersion, spec), StateJson.Default.StoredSpec));

    private ContainerPaths Of(ContainerId id) => new(_host, id);

    private IEnumerable<ContainerId> Names() =>
        Directory.EnumerateDirectories(_all).Select(path => ContainerId.TryParse(Path.GetFileName(path), null, out var id) ? id : (ContainerId?)null).OfType<ContainerId>();

    private static T Read<T>(ContainerId id, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            throw NotFound(id);
        }
    }

    private static ContainmentException NotFound(ContainerId id) => new(FailureReason.NotFound, id.Value, $"there is no container {id}");

    private static ContainmentException Taken(ContainerId id) => new(FailureReason.AlreadyExists, id.Value, $"there is a container {id} already");

    private static void MakePrivate(string directory) =>
        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
}
