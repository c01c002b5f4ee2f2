using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Containment;

/// <summary>
/// One machine (or one part of it) and the containers that live on it. Opening it reads what is on disk; disposing it
/// releases the handle and leaves every container running. Its verbs are declared by the stages (CreateAsync by
/// Containers, RestoreAsync by Checkpoints, …).
/// </summary>
public sealed class ContainerHost : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Type, Lazy<object>> _parts = new();

    private ContainerHost(ContainerHostOptions options) => Options = options;

    /// <summary>What it was opened with.</summary>
    public ContainerHostOptions Options { get; }

    /// <summary>Opens a host, making its directories (mode 0700) where they are missing.</summary>
    /// <exception cref="KernelException">A directory can't be made.</exception>
    public static ContainerHost Open(ContainerHostOptions? options = null)
    {
        options ??= new ContainerHostOptions();
        foreach (var directory in (ReadOnlySpan<string>)[options.StateDirectory, options.RuntimeDirectory])
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new ContainerHost(options);
    }

    /// <summary>A stage's own part of this host (its store, its pool …), made on first use and disposed with the host.</summary>
    internal T Part<T>(Func<ContainerHost, T> make) where T : class =>
        (T)_parts.GetOrAdd(typeof(T), _ => new Lazy<object>(() => make(this))).Value;

    internal ILogger Logger<T>() => Options.LoggerFactory.CreateLogger<T>();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var part in _parts.Values)
        {
            if (!part.IsValueCreated) continue;
            if (part.Value is IAsyncDisposable asynchronous) await asynchronous.DisposeAsync().ConfigureAwait(false);
            else if (part.Value is IDisposable disposable) disposable.Dispose();
        }
        _parts.Clear();
    }
}
