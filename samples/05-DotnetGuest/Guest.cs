using System.Text.Json;

namespace Samples;

/// <summary>What runs inside.</summary>
internal static class Guest
{
    private const string Told = "/run/containment";

    public static async Task<int> RunAsync()
    {
        // First watched, then read: a change in between is not missed.
        using var changes = new SemaphoreSlim(0);
        using var watcher = new FileSystemWatcher(Told);
        watcher.Renamed += (_, _) => changes.Release();
        watcher.EnableRaisingEvents = true;

        Fit();
        await changes.WaitAsync();
        Fit();
        return 0;
    }

    // Three quarters of the limit are for the heap; the rest is for code, threads and what is not managed.
    private static void Fit()
    {
        using var limits = JsonDocument.Parse(File.ReadAllText(Path.Combine(Told, "limits.json")));
        var memory = limits.RootElement.GetProperty("memoryMax");
        if (memory.ValueKind == JsonValueKind.Null) return;
        AppContext.SetData("GCHeapHardLimit", (ulong)memory.GetInt64() / 4 * 3);
        GC.RefreshMemoryLimit();
        Console.WriteLine($"limit {memory.GetInt64() >> 20} MiB: heap of {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20} MiB");
    }
}
