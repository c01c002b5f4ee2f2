using System.Globalization;
using System.Text;
using Containment.Bundles;
using Containment.Containers;
using Containment.Images;
using Containment.Kernel.Tests.Fixtures;
using Containment.Resources;

namespace Containment.Kernel.Tests.Guests;

/// <summary>Containers that see themselves, and what they say of it.</summary>
internal static class GuestScene
{
    public static readonly ResourceLimits Limits = new() { MemoryMax = MemoryLimit.MiB(64), Cpu = CpuLimit.Of(0.5) };

    public static ContainerSpec Seeing(ContainerSpec spec, bool userNamespace = true) =>
        spec with { Isolation = spec.Isolation with { GuestView = GuestView.Own, UserNamespace = userNamespace }, Limits = Limits };

    /// <summary>With Debian's own programs.</summary>
    public static ContainerSpec Debian(string script) => new(TestHost.NewId(), new RootSource.Directory(Needs.Machine.RedisRoot), new ProcessSpec("/bin/sh", "-c", script));

    public static async Task<Container> StartAsync(ContainerHost host, ContainerSpec spec, CancellationToken cancellation)
    {
        var container = await host.CreateAsync(spec, cancellation);
        await container.StartAsync(cancellation);
        return container;
    }

    /// <summary>What a command inside says.</summary>
    public static async Task<string> AskAsync(Container container, string script, CancellationToken cancellation)
    {
        await using var session = await container.ExecAsync(new ProcessSpec("/bin/sh", "-c", $"exec 2>&1; {script}"), null, cancellation);
        using var reader = new StreamReader(session.Output, Encoding.UTF8);
        var text = await reader.ReadToEndAsync(cancellation);
        await session.WaitAsync(cancellation);
        return text;
    }

    /// <summary>A value of /proc/meminfo inside, in kB.</summary>
    public static async Task<long> MemoryAsync(Container container, string name, CancellationToken cancellation) =>
        long.Parse(await AskAsync(container, $"awk '/^{name}:/ {{ print $2 }}' /proc/meminfo", cancellation), CultureInfo.InvariantCulture);

    public static async Task<double> UptimeAsync(Container container, CancellationToken cancellation) =>
        double.Parse((await AskAsync(container, "cat /proc/uptime", cancellation)).Split(' ')[0], CultureInfo.InvariantCulture);

    public static async Task UntilAsync(Func<Task<bool>> holds, CancellationToken cancellation)
    {
        while (!await holds()) await Task.Delay(50, cancellation);
    }
}
