namespace Containment.Kernel.Tests.Fixtures;

/// <summary>A host of a test's own that the command line and the daemon use as processes. All of it is killed and removed at the end.</summary>
internal sealed class ProgramScene : IAsyncDisposable
{
    private readonly List<RunningProgram> _programs = [];

    public TestHost Test { get; } = new();

    public string Socket => Path.Combine(Test.Top, "daemon.sock");

    /// <summary>What else is in the environment of its programs.</summary>
    public Dictionary<string, string> More { get; } = [];

    public Dictionary<string, string> Environment => new(More) { ["CONTAINMENT_STATE"] = Test.Options.StateDirectory, ["CONTAINMENT_RUN"] = Test.Options.RuntimeDirectory };

    /// <summary>Runs <c>containment</c> to its end; nothing is on its standard input, or <paramref name="input"/>.</summary>
    public async Task<Ended> RunAsync(IEnumerable<string> arguments, string input = "", CancellationToken cancellation = default)
    {
        using var program = new RunningProgram(Programs.Cli, arguments, Environment);
        await program.Input.WriteAsync(input);
        program.Input.Close();
        return await program.WaitAsync(cancellation);
    }

    /// <summary>Runs it and holds that it succeeded; gives its output without the last line's end.</summary>
    public async Task<string> DoAsync(CancellationToken cancellation, params string[] arguments)
    {
        var ended = await RunAsync(arguments, cancellation: cancellation);
        Assert.That((ended.Code, ended.Error), Is.EqualTo((0, "")), string.Join(' ', arguments));
        return ended.Output.TrimEnd('\n');
    }

    /// <summary>Starts <c>containment</c> and leaves its standard input open.</summary>
    public RunningProgram Start(params string[] arguments) => Keep(new RunningProgram(Programs.Cli, arguments, Environment));

    /// <summary>Starts a program with this host in its environment.</summary>
    public RunningProgram StartOther(string program, params string[] arguments) => Keep(new RunningProgram(program, arguments, Environment));

    /// <summary>Starts <c>containment</c> on a terminal of its own, which script(1) gives it.</summary>
    public RunningProgram OnTerminal(string arguments) => StartOther("script", "-qec", $"{Programs.Cli} {arguments}", "/dev/null");

    public RunningProgram StartDaemon(params string[] more) => Keep(new RunningProgram(Programs.Daemon,
        [$"--Daemon:Socket={Socket}", $"--Containment:StateDirectory={Test.Options.StateDirectory}", $"--Containment:RuntimeDirectory={Test.Options.RuntimeDirectory}", .. more]));

    public async Task<RunningProgram> StartDaemonAsync(CancellationToken cancellation, params string[] more)
    {
        var daemon = StartDaemon(more);
        await daemon.UntilAsync("The daemon answers on", cancellation);
        return daemon;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var program in _programs) program.Dispose();
        await Test.DisposeAsync();
    }

    private RunningProgram Keep(RunningProgram program)
    {
        _programs.Add(program);
        return program;
    }
}
