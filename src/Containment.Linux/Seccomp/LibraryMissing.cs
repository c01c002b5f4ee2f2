namespace Containment.Linux.Seccomp;

/// <summary>A library of the system that is not installed.</summary>
internal sealed class LibraryMissing(string library, string package) : IOException($"{library} is missing; install the package {package}")
{
    public string Library { get; } = library;
}
