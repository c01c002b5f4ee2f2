using System.Diagnostics;
using Containment.Backups;
using Containment.Bundles;
using Containment.Containers;
using Containment.Images;

namespace Containment.Benchmarks.Backups;

/// <summary>A running container with 2 GB of files, backed up twice, beside restic alone on the same tree.</summary>
internal sealed class BackupBenchmark : IBenchmark
{
    private const int Files = 2000, FileBytes = 1_000_000, Seed = 1;

    public string Name => "backup";

    public string What => "seconds that the second backup of an unchanged, running container with 2 GB takes, restic's own time for the same tree beside it";

    public Target Target => Target.AtMost(3);

    public async Task<Measurement> RunAsync(CancellationToken cancellationToken)
    {
        var top = Directory.CreateTempSubdirectory("ctbackup-").FullName;
        File.SetUnixFileMode(top, (UnixFileMode)0b111_101_101);
        try
        {
            using var root = await IdleRoot.MakeAsync(cancellationToken);
            await using var host = ContainerHost.Open(new() { StateDirectory = $"{top}/state", RuntimeDirectory = $"{top}/run" });
            var container = await host.CreateAsync(new(new ContainerId("ctbackup"), new RootSource.Directory(root.Path), new ProcessSpec("/idle")), cancellationToken);
            try
            {
                await Console.Error.WriteLineAsync("backup: making 2 GB of files");
                Fill($"{top}/state/containers/ctbackup/upper/data");
                await container.StartAsync(cancellationToken);
                var repository = new BackupRepository($"{top}/ours") { Password = "x" };
                await host.InitializeBackupsAsync(repository, cancellationToken);
                await Console.Error.WriteLineAsync("backup: ours");
                var (first, second) = (await container.BackUpAsync(repository, cancellationToken: cancellationToken), await container.BackUpAsync(repository, cancellationToken: cancellationToken));
                await Console.Error.WriteLineAsync("backup: restic alone");
                await Command.RunAsync(["env", "RESTIC_PASSWORD=x", "restic", "--repo", $"{top}/theirs", "init"], cancellationToken);
                var (alone, again) = (await AloneAsync(top, cancellationToken), await AloneAsync(top, cancellationToken));
                return new(second.Duration.TotalSeconds, Table(first, second, alone, again)) { Note = "2,000 files of 1 MB. Ours copies the files first (on ext4: reads and writes them), so that the container stands still only for what changed meanwhile, and keeps the copy; restic alone reads them as they change." };
            }
            finally
            {
                if ((await container.GetStatusAsync(CancellationToken.None)).Phase is ContainerPhase.Running) await container.KillAsync(cancellationToken: CancellationToken.None);
                await container.DeleteAsync(CancellationToken.None);
            }
        }
        finally
        {
            Directory.Delete(top, recursive: true);
        }
    }

    private static Table Table(BackupReport first, BackupReport second, double alone, double again) =>
        new Table("2 GB of files, into a directory", "first s", "unchanged s", "stood still ms", "read again")
            .Row("containment, running container", Figures.Short(first.Duration.TotalSeconds), Figures.Short(second.Duration.TotalSeconds), Figures.Short(second.Freeze.TotalMilliseconds), $"{second.FilesRead} file")
            .Row("restic backup, the tree alone", Figures.Short(alone), Figures.Short(again), "-", "-");

    private static async Task<double> AloneAsync(string top, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        await Command.RunAsync(["env", "RESTIC_PASSWORD=x", "restic", "--repo", $"{top}/theirs", "backup", "--quiet", $"{top}/state/containers/ctbackup/upper/data"], cancellationToken);
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static void Fill(string directory)
    {
        Directory.CreateDirectory(directory);
        var random = new Random(Seed);
        var content = new byte[FileBytes];
        for (var n = 0; n < Files; n++)
        {
            random.NextBytes(content);
            File.WriteAllBytes(Path.Combine(directory, $"file{n}"), content);
        }
    }
}
