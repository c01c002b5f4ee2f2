namespace Containment.Containers;

/// <summary>Which stream output was written to. With a terminal all is <see cref="Output"/>.</summary>
public enum LogStream
{
    /// <summary>Standard output.</summary>
    Output = 1,
    /// <summary>Standard error.</summary>
    Error = 2,
}
