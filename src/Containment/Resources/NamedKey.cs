namespace Containment.Resources;

/// <summary>Names that become a word of a line for the kernel.</summary>
internal static class NamedKey
{
    public static string Checked(string field, string name) =>
        !string.IsNullOrEmpty(name) && name.All(letter => letter is > ' ' and < '\x7f' and not '=') ? name : throw new InvalidSpecException(field, name, "a name without spaces");
}
