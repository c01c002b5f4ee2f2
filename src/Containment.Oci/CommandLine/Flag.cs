namespace Containment.Oci.CommandLine;

/// <summary>A flag of the program or of one of its commands, as Go's flag package has them: one dash or two, <c>--name value</c> or <c>--name=value</c>.</summary>
internal sealed record Flag(FlagKind Kind, string Name, string? Short, string? Default, string Help)
{
    public static Flag Switch(string name, string help, string? letter = null) => new(FlagKind.Switch, name, letter, null, help);
    public static Flag Text(string name, string help, string? letter = null, string? unless = null) => new(FlagKind.Text, name, letter, unless, help);
    public static Flag Number(string name, string help, long? unless = null) => new(FlagKind.Number, name, null, unless?.ToString(), help);
    public static Flag List(string name, string help, string? letter = null) => new(FlagKind.List, name, letter, null, help);

    /// <summary>As help shows it: <c>--bundle value, -b value</c>.</summary>
    public string Shown
    {
        get
        {
            var value = Kind == FlagKind.Switch ? "" : " value";
            return $"{(Name.Length == 1 ? "-" : "--")}{Name}{value}{(Short is null ? "" : $", -{Short}{value}")}";
        }
    }
}
