using System.Diagnostics;
using System.Globalization;
using Containment.Backups;
using Containment.Containers.Life;

namespace Containment.MigrationSide;

/// <summary>A change to a container in a process that is killed with SIGKILL when it comes to a step: TOP STEP NTH CONTAINER VERB NAME [CLONE].</summary>
internal static class LayerWork
{
    public static async Task<int> RunAsync(string[] words)
    {
        await using var host = ContainerHost.Open(new ContainerHostOptions { StateDirectory = Path.Combine(words[0], "state"), RuntimeDirectory = Path.Combine(words[0], "run") });
        var left = int.Parse(words[2], CultureInfo.InvariantCulture);
        ChangeSteps.Of(host).Reached = step =>
        {
            if (step == words[1] && --left == 0) Process.GetCurrentProcess().Kill();
        };
        var container = await host.GetAsync(words[3]);
        switch (words[4])
        {
            case "create": await container.SnapshotAsync(new() { Name = words[5] }); break;
            case "memory": await container.SnapshotAsync(new() { Name = words[5], Memory = true }); break;
            case "rollback": await container.RollBackAsync(words[5]); break;
            case "clone": await container.CloneAsync([words[6]], new() { Snapshot = words[5].Length > 0 ? words[5] : null }); break;
            case "backup": await container.BackUpAsync(new(words[5]) { Password = "secret" }); break;
            case "hand-over": await container.HandOverAsync(new BackupRepository(words[5]) { Password = words[6] }); break;
            case "take-back": await container.TakeBackAsync(new BackupRepository(words[5]) { Password = words[6] }); break;
            case "attach-device": await container.AttachDeviceAsync(Containment.Devices.DeviceSpec.Parse(words[5])); break;
            case "detach-device": await container.DetachDeviceAsync(words[5]); break;
            case "attach-mount": await container.AttachMountAsync(new(words[6], words[5])); break;
            case "detach-mount": await container.DetachMountAsync(words[5]); break;
            default: await container.DeleteSnapshotAsync(words[5]); break;
        }
        return 0;
    }
}
