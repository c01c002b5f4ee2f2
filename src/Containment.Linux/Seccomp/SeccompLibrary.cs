namespace Containment.Linux.Seccomp;

/// <summary>Whether libseccomp is there.</summary>
internal static unsafe class SeccompLibrary
{
    private static readonly Lazy<Version?> Found = new(Look);

    /// <summary>Its version; null where it is not installed.</summary>
    public static Version? Version => Found.Value;

    /// <exception cref="LibraryMissing">It is not installed.</exception>
    public static void Demand()
    {
        if (Version is null) throw new LibraryMissing(LibSeccomp.Name, LibSeccomp.Package);
    }

    private static Version? Look()
    {
        try
        {
            var version = LibSeccomp.seccomp_version();
            return new((int)version->Major, (int)version->Minor, (int)version->Micro);
        }
        catch (DllNotFoundException)
        {
            return null;
        }
    }
}
