using System.Diagnostics;
using System.Runtime.CompilerServices;
using Containment.Launch;
using Containment.Launch.Keeping;
using Containment.Linux.Processes;

namespace Containment.Kernel.Tests.Launch;

/// <summary>A second process of this program that starts a container and then can be killed.</summary>
internal static class SacrificedHost
{
    private const string Variable = "CONTAINMENT_TESTS_PLAN", Silent = "CONTAINMENT_TESTS_PLAN_SILENT";

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

    /// <summary>Hands the plan to a keeper that stands still, kills the process that did so, and only then lets the keeper go on. Gives the keeper's pid.</summary>
    public static async Task<int> SendAndDieAsync(LaunchPlan plan, string directory)
    {
        var file = $"{directory}/plan";
        await File.WriteAllBytesAsync(file, plan.Encode());
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        (start.Environment[Variable], start.Environment[Silent]) = (file, "1");
        using var host = Process.Start(start)!;
        var keeper = int.Parse((await host.StandardOutput.ReadLineAsync())!);
        host.Kill();
        await host.WaitForExitAsync();
        Send(keeper, "CONT");
        return keeper;
    }

    private static void Send(int pid, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{pid}"]);
        kill.WaitForExit();
    }

    [ModuleInitializer]
    internal static void BecomeHost()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { } file) return;
        var (pid, raw) = InitProcess.Start();
        using var socket = new KeeperSocket(raw);
        var silent = Environment.GetEnvironmentVariable(Silent) is not null;
        if (silent) Send(pid, "STOP");
        socket.SendPlanAsync(File.ReadAllBytes(file)).GetAwaiter().GetResult();
        if (silent)
        {
            Console.WriteLine(pid);
            Thread.Sleep(Timeout.Infinite);
        }
        Console.WriteLine(socket.ReceiveAsync().GetAwaiter().GetResult()?.Head.Kind == Told.Hello ? "runs" : "failed");
        Thread.Sleep(Timeout.Infinite);
    }
}
