using System.Diagnostics;
using System.Runtime.CompilerServices;
using Containment.Launch;
using Containment.Launch.Keeping;
using Containment.Linux.Processes;

namespace Containment.Kernel.Tests.Launch;

/// <summary>A second process of this program that starts a container and then can be killed.</summary>
internal static class SacrificedHost
{
    private const string Variable = "CONTAINMENT_TESTS_PLAN";

    /// <summary>Starts the plan in another process, kills that with SIGKILL once the container runs, and returns when it is gone.</summary>
    public static async Task StartAndDieAsync(LaunchPlan plan, string directory)
    {
        var file = $"{directory}/plan";
        await File.WriteAllBytesAsync(file, plan.Encode());
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        start.Environment[Variable] = file;
        using var host = Process.Start(start)!;
        var line = await host.StandardOutput.ReadLineAsync();
        host.Kill();
        await host.WaitForExitAsync();
        Assert.That(line, Is.EqualTo("runs"));
    }

    [ModuleInitializer]
    internal static void BecomeHost()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { } file) return;
        var (_, raw) = InitProcess.Start();
        using var socket = new KeeperSocket(raw);
        socket.SendPlanAsync(File.ReadAllBytes(file)).GetAwaiter().GetResult();
        Console.WriteLine(socket.ReceiveAsync().GetAwaiter().GetResult()?.Head.Kind == Told.Hello ? "runs" : "failed");
        Thread.Sleep(Timeout.Infinite);
    }
}
