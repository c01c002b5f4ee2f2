using System.Text.Json;
using System.Text.Json.Serialization;
using Containment.Containers.Life;
using Containment.Containers.Storing;
using Containment.Linux.Descriptors;

namespace Containment.Histories.Rounds;

/// <summary>The schedules of containers: <c>schedule.json</c> in the directory of each that has one.</summary>
internal sealed class ScheduleStore(ContainerRegistry registry)
{
    /// <summary>Null where there is none.</summary>
    /// <exception cref="ContainmentException">Corrupt.</exception>
    public SnapshotSchedule? Read(ContainerId id)
    {
        var path = PathOf(id);
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), ScheduleJson.Default.StoredSchedule)?.ToSchedule() : null;
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidSpecException)
        {
            throw new ContainmentException(FailureReason.Corrupt, path, $"{path} is no schedule: {Brief.Text(wrong.Message)}", null, wrong);
        }
    }

    public async Task WriteAsync(ContainerId id, SnapshotSchedule? schedule, CancellationToken cancellationToken)
    {
        using var held = await registry.LockAsync(id, cancellationToken).ConfigureAwait(false);
        try
        {
            if (schedule is null) File.Delete(PathOf(id));
            else DurableFile.Write(PathOf(id), JsonSerializer.SerializeToUtf8Bytes(StoredSchedule.Of(schedule), ScheduleJson.Default.StoredSchedule));
        }
        catch (IOException full) when (full is not KernelRefusal)
        {
            throw new ContainmentException(FailureReason.Exhausted, id.Value, $"the schedule of container {id} can't be written: {full.Message}", null, full);
        }
    }

    private string PathOf(ContainerId id) => Path.Combine(registry.Paths(id).Directory, "schedule.json");
}

/// <summary>A schedule as it is written.</summary>
internal sealed record StoredSchedule(long EverySeconds, int Last, int Hourly, int Daily, int Weekly, bool Memory)
{
    public static StoredSchedule Of(SnapshotSchedule schedule) =>
        new((long)schedule.Every.TotalSeconds, schedule.Keep.Last, schedule.Keep.Hourly, schedule.Keep.Daily, schedule.Keep.Weekly, schedule.Memory);

    public SnapshotSchedule ToSchedule() =>
        new() { Every = TimeSpan.FromSeconds(EverySeconds), Keep = new() { Last = Last, Hourly = Hourly, Daily = Daily, Weekly = Weekly }, Memory = Memory };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(StoredSchedule))]
internal sealed partial class ScheduleJson : JsonSerializerContext;
