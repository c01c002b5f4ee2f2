using System.CommandLine;
using Containment.Migration;

namespace Containment.Cli.Options;

/// <summary>How a move uses its link, on the command line.</summary>
internal sealed class LinkOptions
{
    private readonly Option<string?> _bandwidth = new("--bandwidth") { Description = "How many bytes a second it may send, as in 10M", HelpName = "bytes" };
    private readonly Option<MigrationCompression> _compression = new("--compression") { Description = "How what is sent is compressed: auto where it pays, none, lz4 or zstd", DefaultValueFactory = _ => MigrationCompression.Auto };
    private readonly Option<int?> _streams = new("--streams") { Description = "Over how many connections it sends, 1 to 8; half as many as there are processors otherwise" };
    private readonly Option<int?> _resumptions = new("--resume") { Description = "How often a move whose link breaks is begun again by itself, with what has come kept; 5 otherwise" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_bandwidth, _compression, _streams, _resumptions]) command.Add(option);
    }

    public MigrateOptions Apply(ParseResult parsed, MigrateOptions options) => options with
    {
        Bandwidth = parsed.GetValue(_bandwidth) is { } bytes ? ByteText.Parse("--bandwidth", bytes) : options.Bandwidth,
        Compression = parsed.GetValue(_compression),
        Streams = parsed.GetValue(_streams) ?? options.Streams,
        Resumptions = parsed.GetValue(_resumptions) ?? options.Resumptions,
    };
}
