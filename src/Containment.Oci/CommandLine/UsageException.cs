namespace Containment.Oci.CommandLine;

/// <summary>The command line is not of the form that the help describes.</summary>
internal sealed class UsageException(string message) : Exception(message);
