using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using Containment.Kernel.Tests.Needs;
using Containment.Linux.Networks;
using Containment.Networks;

namespace Containment.Kernel.Tests.Networks;

/// <summary>The plan as the launch carries it out: the host's steps with a process's pid, the container's inside.</summary>
[Needs(Need.Root, Need.Bridge, Need.UserNamespaces)]
[CancelAfter(30_000)]
internal sealed class ProcessTests
{
    [Test]
    public async Task A_plan_works_on_the_namespace_of_a_process_with_its_own_users_and_goes_with_it(CancellationToken ct)
    {
        await using var scene = await NetworkScene.MakeAsync();
        using var process = Process.Start(new ProcessStartInfo("unshare", ["--user", "--map-root-user", "--net", "sleep", "60"]))!;
        try
        {
            while (File.ReadAllText($"/proc/{process.Id}/comm").Trim() != "sleep") await Task.Delay(5, ct);
            using var inside = NetworkNamespace.Of(process.Id);
            var steps = await scene.Links.PlanAsync("web", [NetworkScene.Spec()], ct);
            foreach (var step in steps)
            {
                if (step.PidOffset is { } offset) BinaryPrimitives.WriteInt32LittleEndian(step.Message.AsSpan(offset), process.Id);
                await NetworkScene.InAsync(step.Where == NetworkPlace.Host ? scene.HostNamespace : inside, socket => { socket.Send(step.Message, step.Describe); return true; });
            }
            using (var connection = await Connection.OpenAsync(scene.HostNamespace, inside, IPAddress.Parse("10.9.0.2"), ct)) await connection.PassAsync(5, ct);
            Assert.That(await scene.Links.ListAsync("web", ct), Has.Count.EqualTo(1));
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
        // Nothing refers to the namespace any more.
        while ((await scene.Links.ListAsync("web", ct)).Count > 0) await Task.Delay(20, ct);
    }
}
