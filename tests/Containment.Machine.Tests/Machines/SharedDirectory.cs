namespace Containment.Machine.Tests.Machines;

/// <summary>A directory of this machine that a virtual one has at /mnt/<paramref name="Tag"/>.</summary>
/// <param name="Tag">Its name there.</param>
/// <param name="Path">Where it is here.</param>
/// <param name="Writable">Whether it may be written to from there.</param>
/// <param name="Fixed">It does not change while the machine runs, so that all of it may be kept in the machine's memory (boots thrice as fast).</param>
internal sealed record SharedDirectory(string Tag, string Path, bool Writable = false, bool Fixed = false);
