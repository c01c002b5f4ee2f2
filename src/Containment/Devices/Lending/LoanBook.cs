using System.Text.Json;
using Containment.Linux.Descriptors;

namespace Containment.Devices.Lending;

/// <summary>
/// Which container has which device now, a file for each container in the runtime directory: what it says ends with the machine's run, as does what was done.
/// Changed only by whoever holds the book's lock.
/// </summary>
internal sealed class LoanBook(ContainerHostOptions options)
{
    private const string Ending = ".devices";

    public string PathOf(ContainerId id) => Path.Combine(options.RuntimeDirectory, $"{id}{Ending}");

    /// <summary>One lender at a time, of all processes.</summary>
    public Task<FileLock> LockAsync(CancellationToken cancellation) => FileLock.TakeAsync(Path.Combine(options.RuntimeDirectory, "devices.lock"), options.TimeProvider, cancellation);

    /// <summary>What a container has; nothing where nothing is written.</summary>
    /// <exception cref="ContainmentException">Corrupt: the file is damaged.</exception>
    public IReadOnlyList<DeviceLoan> Read(ContainerId id)
    {
        var path = PathOf(id);
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), LoanJson.Default.IReadOnlyListDeviceLoan) is { } loans && !loans.Contains(null!) ? loans : throw new JsonException("no loans") : [];
        }
        catch (FileNotFoundException)
        {
            return [];
        }
        catch (Exception damaged) when (damaged is JsonException or InvalidSpecException)
        {
            throw new ContainmentException(FailureReason.Corrupt, path, $"{path}, which says what devices container {id} has, is damaged: {Brief.Text(damaged.Message)}", null, damaged);
        }
    }

    public void Write(ContainerId id, IReadOnlyList<DeviceLoan> loans)
    {
        var path = PathOf(id);
        if (loans.Count == 0)
        {
            File.Delete(path);
            return;
        }
        // Not flushed to disk: a machine that loses it loses the loans too.
        WholeFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(loans, LoanJson.Default.IReadOnlyListDeviceLoan));
    }

    /// <summary>Puts a loan in the place of the one of the same device, or adds it.</summary>
    public void Put(ContainerId id, DeviceLoan loan) => Write(id, [.. Read(id).Where(one => one.Spec.Name != loan.Spec.Name), loan]);

    public void Remove(ContainerId id, DeviceLoan loan) => Write(id, [.. Read(id).Where(one => one.Spec.Name != loan.Spec.Name)]);

    /// <summary>Everybody who has devices.</summary>
    public IReadOnlyList<ContainerId> Borrowers() =>
        [.. Directory.EnumerateFiles(options.RuntimeDirectory, $"*{Ending}").Select(path => ContainerId.TryParse(Path.GetFileNameWithoutExtension(path), null, out var id) ? id : default).Where(id => id != default)];
}
