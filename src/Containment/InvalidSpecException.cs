namespace Containment;

/// <summary>The caller's mistake: a field or a file that can't be right. Nothing was created or changed.</summary>
public sealed class InvalidSpecException : ArgumentException
{
    /// <summary>Names the field, what was found in it, and what would be right.</summary>
    public InvalidSpecException(string field, object? found, string expected, Exception? inner = null)
        : base($"{Brief.Text(field)} is {Show(found)}; expected {Brief.Text(expected)}", inner)
    {
        Field = field;
        Expected = expected;
    }

    /// <summary>The field (as a path, such as <c>process.cwd</c>) or the file at fault.</summary>
    public string Field { get; }

    /// <summary>What would be right.</summary>
    public string Expected { get; }

    private static string Show(object? found) => found switch { null => "missing", string s => $"\"{Brief.Text(s)}\"", _ => Brief.Text($"{found}") };
}
