using System.Diagnostics;
using System.Text;
using Containment.Bundles;
using Containment.Bundles.Oci;
using Containment.Bundles.Users;
using Containment.Containers;
using Containment.Images;
using Containment.Kernel.Tests.Fixtures;

namespace Containment.Kernel.Tests.Security;

/// <summary>
/// Where an attack is tried: containers with everything at its default, whose image holds the probes; and, for the control that the
/// attack would work, the same with the one protection taken away that holds it. All is removed at the end.
/// </summary>
internal sealed class Cell : IAsyncDisposable
{
    private readonly List<string> _roots = [];

    public Cell()
    {
        Secret = Path.Combine(Test.Top, "secret");
        File.WriteAllText(Secret, "of the host");
    }

    public TestHost Test { get; } = new();

    /// <summary>A file of the host that no container may get at.</summary>
    public string Secret { get; }

    /// <summary>A root like the usual one that the test may change.</summary>
    public string OwnRoot()
    {
        var root = BusyboxRoot.Make();
        _roots.Add(root);
        foreach (var probe in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Security/Probes"), "*.c").Select(Path.GetFileNameWithoutExtension))
            File.Copy(ProbeRoot.Probe(probe!), $"{root}/bin/{probe}");
        return root;
    }

    /// <summary>A directory of the host that containers may share.</summary>
    public string Shared(string name)
    {
        var path = Directory.CreateDirectory(Path.Combine(Test.Top, name)).FullName;
        File.SetUnixFileMode(path, (UnixFileMode)0b111_111_111);
        return path;
    }

    public ContainerSpec Spec(ProcessSpec process, bool userNamespace = true, string? root = null) =>
        new(TestHost.NewId(), new RootSource.Directory(root ?? ProbeRoot.Path), process) { Isolation = new() { UserNamespace = userNamespace } };

    public ContainerSpec Shell(string script, bool userNamespace = true, string? root = null) => Spec(new("/bin/sh", "-c", script), userNamespace, root);

    /// <summary>The same without what holds an attack: as a bundle whose author wanted it so. Only without a user namespace.</summary>
    public static ContainerSpec Without(ContainerSpec spec, Func<RuntimeSpec, RuntimeSpec> protection)
    {
        var config = RuntimeSpecCompiler.Compile(new BundleSpec(spec.Process) { Isolation = spec.Isolation }, spec.Id, UserIdentity.Root, null);
        return spec with { RuntimeConfig = Encoding.UTF8.GetString(RuntimeSpecText.Write(protection(config))) };
    }

    /// <summary>What an OCI process may do, with more capabilities.</summary>
    public static RuntimeSpec More(RuntimeSpec spec, params string[] capabilities)
    {
        string[] all = [.. ProcessSpec.DefaultCapabilities.Union(capabilities)];
        return spec with
        {
            Process = spec.Process! with { Capabilities = new() { Bounding = all, Effective = all, Permitted = all, Inheritable = [], Ambient = [] } },
            Linux = spec.Linux! with { Seccomp = null },
        };
    }

    public async Task<Container> StartAsync(ContainerSpec spec, CancellationToken cancellation)
    {
        var container = await Test.Host.CreateAsync(spec, cancellation);
        await container.StartAsync(cancellation);
        return container;
    }

    /// <summary>Runs it to its end and gives all that it wrote.</summary>
    public async Task<string> RunAsync(ContainerSpec spec, CancellationToken cancellation)
    {
        var container = await StartAsync(spec, cancellation);
        await container.WaitAsync(cancellation);
        return await LogAsync(container, cancellation);
    }

    public static async Task<string> LogAsync(Container container, CancellationToken cancellation)
    {
        var text = new StringBuilder();
        await foreach (var entry in container.ReadLogAsync(cancellationToken: cancellation)) text.Append(entry.Text);
        return text.ToString();
    }

    /// <summary>Waits until it has written these words.</summary>
    public static async Task<string> UntilAsync(Container container, string words, CancellationToken cancellation)
    {
        var text = "";
        await foreach (var entry in container.ReadLogAsync(new() { Follow = true }, cancellation))
            if ((text += entry.Text).Contains(words, StringComparison.Ordinal)) return text;
        throw new AssertionException($"it ended without \"{words}\": {text}");
    }

    /// <summary>Runs one more process in it to its end and gives all that it wrote.</summary>
    public static async Task<string> ExecAsync(Container container, ProcessSpec process, CancellationToken cancellation)
    {
        await using var session = await container.ExecAsync(process, cancellationToken: cancellation);
        using StreamReader output = new(session.Output), error = new(session.Error);
        var texts = await Task.WhenAll(output.ReadToEndAsync(cancellation), error.ReadToEndAsync(cancellation));
        await session.WaitAsync(cancellation);
        return string.Concat(texts);
    }

    /// <summary>Runs a program of the host to its end and gives all that it wrote.</summary>
    public static async Task<string> HostAsync(CancellationToken cancellation, string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
        await process.WaitForExitAsync(cancellation);
        return string.Concat(texts);
    }

    public async ValueTask DisposeAsync()
    {
        await Test.DisposeAsync();
        foreach (var root in _roots) Directory.Delete(root, recursive: true);
    }
}
