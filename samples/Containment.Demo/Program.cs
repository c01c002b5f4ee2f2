// The part of eng/demo.sh that talks to the two daemons; it runs in the client's network namespace.
// Containment.Demo SOCKET-A SOCKET-B ROOT ADDRESS/LENGTH TARGET
using System.Net;
using System.Text.Json.Nodes;
using Containment.Demo;

if (args.Length != 5)
{
    Console.Error.WriteLine("usage: Containment.Demo SOCKET-A SOCKET-B ROOT ADDRESS/LENGTH TARGET (eng/demo.sh calls it)");
    return 2;
}
var (root, address, target) = (args[2], args[3], args[4]);
var redis = new IPEndPoint(IPAddress.Parse(address.Split('/')[0]), 6379);
using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, key) => { key.Cancel = true; interrupted.Cancel(); };
using var a = new DaemonClient("A", args[0]);
using var b = new DaemonClient("B", args[1]);
var end = interrupted.Token;
const int Keys = 20_000;

try
{
    Steps.Begin(4, "a container on A: create, start, run a command in it, change its limits");
    await Steps.DoAsync("create and start, with half a CPU and 256 MiB", async () =>
    {
        await a.SendAsync(HttpMethod.Post, "/containers", new JsonObject
        {
            ["id"] = "store",
            ["root"] = root,
            ["command"] = new JsonArray("redis-server", "--save", "", "--bind", "0.0.0.0", "--protected-mode", "no"),
            ["limits"] = new JsonObject { ["cpu"] = "0.5", ["memoryMax"] = "256M", ["pids"] = "64" },
            ["networks"] = new JsonArray(new JsonObject { ["bridge"] = "ctdemo0", ["addresses"] = new JsonArray(address) }),
        }, end);
        return null;
    });
    await Steps.DoAsync($"Redis answers at {redis}", async () => (await RedisClient.UntilReadyAsync(redis, TimeSpan.FromSeconds(20), end)).Trim());
    await Steps.DoAsync("run a command in it: redis-server --version", async () =>
        (await a.SendAsync(HttpMethod.Post, "/containers/store/exec", new JsonObject { ["command"] = new JsonArray("redis-server", "--version") }, end))!["output"]!.GetValue<string>().Trim());
    var processId = (await a.SendAsync(HttpMethod.Get, "/containers/store", null, end))!["processId"]!.GetValue<int>();
    Console.WriteLine(KernelFiles.Limits(processId, "before: "));
    await Steps.DoAsync("change it while it runs: two CPUs, 192 MiB", async () =>
    {
        await a.SendAsync(HttpMethod.Patch, "/containers/store/limits", new JsonObject { ["cpu"] = "2", ["memoryMax"] = "192M" }, end);
        return null;
    });
    Console.WriteLine(KernelFiles.Limits(processId, "after:  "));

    Steps.Begin(5, "a checkpoint, and back from it");
    await Steps.DoAsync($"fill Redis with {Keys} keys of 1 KiB", async () =>
    {
        using var client = await RedisClient.ConnectAsync(redis, end);
        await client.FillAsync("fill", Keys, 1024, end);
        return null;
    });
    var before = await KeysAsync();
    await Steps.DoAsync("take a checkpoint", async () =>
    {
        var checkpoint = (await a.SendAsync(HttpMethod.Post, "/containers/store/checkpoints", new JsonObject { ["name"] = "demo" }, end))!;
        return $"{checkpoint["memoryBytes"]!.GetValue<long>() / 1048576.0:0.0} MiB, stood still for {checkpoint["freezeMilliseconds"]!.GetValue<double>():0} ms";
    });
    await Steps.DoAsync("kill the container", async () => { await a.SendAsync(HttpMethod.Post, "/containers/store/kill", null, end); return null; });
    await Steps.DoAsync("restore it", async () => { await a.SendAsync(HttpMethod.Post, "/containers/store/restore", new JsonObject { ["name"] = "demo" }, end); return null; });
    await Steps.DoAsync("Redis answers again", async () => (await RedisClient.UntilReadyAsync(redis, TimeSpan.FromSeconds(20), end)).Trim());
    var after = await KeysAsync();
    Console.WriteLine($"      keys before: {before}, after: {after}");
    if (before != after) throw new InvalidOperationException($"Redis had {before} keys before the checkpoint and {after} after the restore.");

    Steps.Begin(6, "a live move from A to B while a client keeps writing");
    var writer = new Writer(redis);
    writer.Start();
    await Task.Delay(TimeSpan.FromSeconds(1), end);
    JsonNode report = null!;
    await Steps.DoAsync($"move to {target}", async () =>
    {
        report = (await a.SendAsync(HttpMethod.Post, "/containers/store/migrate", new JsonObject { ["target"] = target }, end))!;
        return null;
    });
    await Task.Delay(TimeSpan.FromSeconds(2), end);
    await writer.StopAsync();
    var lost = await writer.CountLostAsync(end);
    var phase = (await b.SendAsync(HttpMethod.Get, "/containers/store", null, end))!["phase"]!.GetValue<string>();
    var remaining = (await a.SendAsync(HttpMethod.Get, "/containers", null, end))!.AsArray()
        .Where(container => container!["phase"]!.GetValue<string>() is "Running" or "Paused").Select(container => container!["id"]!.GetValue<string>()).ToList();
    MoveTable.Write(report, writer, lost, phase, remaining);
    await b.SendAsync(HttpMethod.Post, "/containers/store/kill", null, end);
    await b.SendAsync(HttpMethod.Delete, "/containers/store", null, end);
    if (lost != 0) throw new InvalidOperationException($"{lost} of the client's {writer.Acknowledged} keys are lost.");
    if (phase != "Running" || remaining.Count > 0) throw new InvalidOperationException($"On B it is {phase}; A still runs: {string.Join(", ", remaining)}.");
    return 0;
}
catch (OperationCanceledException) when (end.IsCancellationRequested)
{
    Console.Error.WriteLine("interrupted");
    return 130;
}
catch (Exception failure) when (failure is InvalidOperationException or IOException or HttpRequestException or TimeoutException)
{
    Console.Error.WriteLine($"\nerror: {failure.Message}");
    return 1;
}

async Task<long> KeysAsync()
{
    using var client = await RedisClient.ConnectAsync(redis, end);
    return long.Parse((await client.AskAsync(end, "DBSIZE")).TrimStart(':'));
}
