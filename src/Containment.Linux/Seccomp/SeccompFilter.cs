namespace Containment.Linux.Seccomp;

/// <summary>A filter as it is described.</summary>
/// <param name="Default">What happens to a call that no rule fits.</param>
/// <param name="Architectures">As libseccomp names them, such as x86_64; the machine's own need not be among them.</param>
/// <param name="Rules">In order.</param>
internal sealed record SeccompFilter(uint Default, IReadOnlyList<string> Architectures, IReadOnlyList<SeccompRule> Rules)
{
    /// <summary>
    /// Calls with a number above all that are named do not exist (ENOSYS): they are younger than the profile, and a program that is
    /// told so does without, while one that is refused gives up.
    /// </summary>
    public bool YoungerCallsAreAbsent { get; init; }
}
