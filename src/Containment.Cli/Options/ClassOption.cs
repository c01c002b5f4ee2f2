using System.CommandLine;
using Containment.Resources;

namespace Containment.Cli.Options;

/// <summary>What the governor promises a container, on the command line.</summary>
internal sealed class ClassOption
{
    private readonly Option<ServiceClass?> _class = Parsed.OptionOfClass<ServiceClass>("--class", "What the governor promises it: guarantee, weight and limit, as in memory=256M:200:1G,cpu=0.5", "class");

    public Option Option => _class;

    /// <summary>Null where none was given.</summary>
    public ServiceClass? Read(ParseResult parsed) => parsed.GetValue(_class);
}
