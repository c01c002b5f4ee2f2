namespace Containment.Oci.Output;

/// <summary>The name of a user of this machine (passwd(5)), or the number where it has none.</summary>
internal static class OwnerName
{
    public static string Of(uint uid)
    {
        try
        {
            foreach (var line in File.ReadLines("/etc/passwd"))
                if (line.Split(':') is { Length: >= 3 } fields && fields[2] == $"{uid}") return fields[0];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"#{uid}";
        }
        return $"#{uid}";
    }
}
