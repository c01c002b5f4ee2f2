using System.Runtime.InteropServices;
using System.Text;
using System.Threading.Channels;
using Containment.Cli.Output;

namespace Containment.Cli.Terminal;

/// <summary>Top on a terminal: drawn anew at each look, at each key and when the window changes. The terminal is given back as it was.</summary>
internal static class TopScreen
{
    private const string Enter = "\e[?1049h\e[?25l", Leave = "\e[?25h\e[?1049l", Home = "\e[H", ToLineEnd = "\e[K", ToEnd = "\e[J", Reverse = "\e[7m", Plain = "\e[0m";
    private const char Look = '\0', Redraw = '\f', Interrupt = '\u0003';
    private static readonly (char Key, TopOrder Order)[] Keys =
        [('c', TopOrder.Cpu), ('m', TopOrder.Memory), ('i', TopOrder.Io), ('p', TopOrder.Pids), ('w', TopOrder.Pressure), ('n', TopOrder.Name)];

    public static async Task RunAsync(TopView view, TimeSpan every, CancellationToken cancellationToken)
    {
        var inputs = Channel.CreateUnbounded<char>();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var raw = RawTerminal.Enter();
        using var window = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => inputs.Writer.TryWrite(Redraw));
        Console.Out.Write(Enter);
        try
        {
            if (raw is not null) _ = PumpAsync(inputs.Writer, over.Token);
            _ = TickAsync(every, inputs.Writer, over.Token);
            await DrawAsync(view, every, cancellationToken);
            await foreach (var input in inputs.Reader.ReadAllAsync(cancellationToken))
            {
                if (input is 'q' or Interrupt) return;
                if (input == Look) view.Sample();
                else if (Keys.FirstOrDefault(key => key.Key == input) is { Key: not '\0' } chosen) view.Order = chosen.Order;
                else if (input != Redraw) continue;
                await DrawAsync(view, every, cancellationToken);
            }
        }
        finally
        {
            await over.CancelAsync();
            Console.Out.Write(Leave);
            Console.Out.Flush();
        }
    }

    /// <summary>The whole screen: a line about all, the table, a line about the keys.</summary>
    public static string Compose(TopView view, IReadOnlyList<TopRow> rows, TimeSpan every, int columns, int height)
    {
        var text = new StringBuilder(Home);
        void Line(string line, bool reverse)
        {
            var cut = line.Length <= columns ? line : line[..columns];
            text.Append(reverse ? Reverse + cut.PadRight(columns) + Plain : cut).Append(ToLineEnd).Append("\r\n");
        }

        Line($"containment  {view.At.ToLocalTime():HH:mm:ss}  {view.Count} containers  every {every.TotalSeconds:0.#} s  by {view.Order.ToString().ToLowerInvariant()}   CPU in cores; WAIT: share of the last 10 s", false);
        var head = true;
        foreach (var line in TopTable.Lines(rows, columns).Take(Math.Max(1, height - 2)))
        {
            Line(line, head);
            head = false;
        }
        text.Append(ToEnd);
        var keys = "c cpu  m memory  i io  p pids  w waiting  n name  q quit";
        text.Append($"\e[{height};1H").Append(keys.Length <= columns ? keys : keys[..columns]).Append(ToLineEnd);
        return text.ToString();
    }

    private static async Task DrawAsync(TopView view, TimeSpan every, CancellationToken cancellationToken)
    {
        var (columns, height) = RawTerminal.Size is { } size ? (size.Columns, size.Rows) : ((ushort)80, (ushort)24);
        var rows = await view.RowsAsync(Math.Max(0, height - 3), cancellationToken);
        Console.Out.Write(Compose(view, rows, every, columns, height));
        Console.Out.Flush();
    }

    private static async Task PumpAsync(ChannelWriter<char> inputs, CancellationToken over)
    {
        try
        {
            await TypedKeys.PumpAsync(null, (data, _) =>
            {
                foreach (var typed in data.Span) inputs.TryWrite(char.ToLowerInvariant((char)typed));
                return Task.CompletedTask;
            }, over);
            // Nobody types any more.
            inputs.TryWrite('q');
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // It is over.
        }
    }

    private static async Task TickAsync(TimeSpan every, ChannelWriter<char> inputs, CancellationToken over)
    {
        using var timer = new PeriodicTimer(every);
        try
        {
            while (await timer.WaitForNextTickAsync(over)) inputs.TryWrite(Look);
        }
        catch (OperationCanceledException)
        {
            // It is over.
        }
    }
}
