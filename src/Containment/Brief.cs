namespace Containment;

/// <summary>What a message quotes of somebody's input: whole where it is short, else its beginning and its end.</summary>
internal static class Brief
{
    private const int First = 300, Last = 200;

    public static string Text(string text) => text.Length <= First + Last ? text : $"{text[..First]} … {text[^Last..]}";
}
