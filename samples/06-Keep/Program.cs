// Broken and rolled back, cloned while it runs, given a disk and brought back from a backup.
using Containment;
using Containment.Backups;
using Containment.Bundles;
using Containment.Containers;
using Containment.Histories;
using Containment.Images;
using Samples;

await using var playground = new Playground();
var host = playground.Host;
var root = Playground.RedisRoot(args);

var container = await host.CreateAsync(new ContainerSpec(
    new ContainerId("store"),
    new RootSource.Directory(root),
    new ProcessSpec("redis-server", "--save", "", "--dir", "/var/lib/redis")));
await container.StartAsync();
await Playground.UntilReadyAsync(container);
await Playground.AskAsync(container, "redis-cli", "set", "answer", "42");

await container.SnapshotAsync(new SnapshotOptions { Name = "good", Memory = true });
await Playground.AskAsync(container, "redis-cli", "flushall");
await container.KillAsync();
await container.RollBackAsync("good");
Console.WriteLine($"after the roll back: answer = {await Playground.AskAsync(container, "redis-cli", "get", "answer")}");

var clones = await container.CloneAsync([new ContainerId("copy-1"), new ContainerId("copy-2")], new CloneOptions { Snapshot = "good" });
foreach (var clone in clones)
    Console.WriteLine($"{clone.Id}: answer = {await Playground.AskAsync(clone, "redis-cli", "get", "answer")}");

await host.CreateVolumeAsync("spare", new VolumeOptions { Size = 16 << 20 });
await container.AttachVolumeAsync(new VolumeMount("spare", "/spare"));
Console.WriteLine($"on the volume: answer = {await Playground.AskAsync(container, "sh", "-c", "redis-cli get answer > /spare/answer; cat /spare/answer")}");
await container.DetachVolumeAsync("spare");

var repository = new BackupRepository(Path.Combine(host.Options.StateDirectory, "repository")) { Password = "secret" };
await host.InitializeBackupsAsync(repository);
var report = await container.BackUpAsync(repository, new BackupOptions { Memory = true });
Console.WriteLine($"{report.Bytes / 1024} KiB backed up; it stood still for {report.Freeze.TotalMilliseconds:0} ms");

await container.KillAsync();
await container.DeleteAsync();
var back = await host.RestoreBackupAsync(repository, report.Backup.Id);
var answer = await Playground.AskAsync(back, "redis-cli", "get", "answer");
Console.WriteLine($"from the backup: answer = {answer}");
return answer == "42" ? 0 : 1;
