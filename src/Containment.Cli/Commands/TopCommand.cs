using System.CommandLine;
using Containment.Cli.Options;
using Containment.Cli.Output;
using Containment.Cli.Terminal;
using Containment.Resources;

namespace Containment.Cli.Commands;

/// <summary>What containers use and wait for: live on a terminal, as text or JSON elsewhere.</summary>
internal static class TopCommand
{
    public static Command Build(HostChoice host)
    {
        var once = new Option<bool>("--once") { Description = "Shows it once, over one interval, and ends" };
        var json = new Option<bool>("--json") { Description = "One JSON object a line for each interval" };
        var all = new Option<bool>("--all", "-a") { Description = "Also containers that do not run" };
        var interval = new Option<double>("--interval") { Description = "Seconds between two looks, 0.1 to 3600", HelpName = "seconds", DefaultValueFactory = _ => 1 };
        var sort = new Option<TopOrder>("--sort") { Description = "What comes first: cpu, memory, io, pids, pressure (the most), or name", DefaultValueFactory = _ => TopOrder.Cpu };
        var command = new Command("top", "Shows what containers use, what they may use and what they wait for") { once, json, all, interval, sort };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(interval) is not (>= 0.1 and <= 3600) and var wrong) throw new InvalidSpecException("--interval", wrong, "0.1 to 3600 seconds");
            var every = TimeSpan.FromSeconds(parsed.GetValue(interval));
            await using var opened = host.Open(parsed);
            using var sampler = opened.OpenSampler(new() { CalmInterval = TimeSpan.Zero, DetailInterval = every, IdleInterval = TimeSpan.FromSeconds(Math.Max(5, every.TotalSeconds)) });
            var view = new TopView(opened, sampler, parsed.GetValue(all)) { Order = parsed.GetValue(sort) };
            view.Sample();
            if (!parsed.GetValue(once) && !parsed.GetValue(json) && RawTerminal.Size is not null)
            {
                await TopScreen.RunAsync(view, every, cancellationToken);
                return 0;
            }
            do
            {
                // Rates need two looks.
                await Task.Delay(every, cancellationToken);
                view.Sample();
                var rows = await view.RowsAsync(int.MaxValue, cancellationToken);
                Console.WriteLine(parsed.GetValue(json) ? TopJson.Of(view.At, rows) : string.Join('\n', TopTable.Lines(rows, int.MaxValue)));
                if (!parsed.GetValue(once) && !parsed.GetValue(json)) Console.WriteLine();
            }
            while (!parsed.GetValue(once));
            return 0;
        });
        return command;
    }
}
