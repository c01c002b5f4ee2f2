using System.Globalization;
using Containment.Bundles.Oci;
using Containment.Bundles.Rules;
using Containment.Oci.CommandLine;

namespace Containment.Oci.Life;

/// <summary>The process that exec is to run: of a file as it is, or the container's own with what the flags change. Pure.</summary>
internal static class ExecProcess
{
    /// <param name="container">What the container was made of.</param>
    /// <param name="flags">Those of <see cref="ExecFlags"/>.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <exception cref="UsageException">A value of a flag that can't be.</exception>
    /// <exception cref="InvalidSpecException">What comes out of it can't be.</exception>
    public static OciProcess Of(RuntimeSpec container, FlagValues flags, IReadOnlyList<string> command)
    {
        var process = Changed(container.Process ?? new() { Cwd = "/" }, flags) with { Args = [.. command] };
        ProcessRules.Check(process, "process");
        return process;
    }

    /// <summary>What --process names.</summary>
    /// <exception cref="InvalidSpecException">It is not of the form of process in config.json.</exception>
    public static OciProcess Parse(ReadOnlySpan<byte> json, string file)
    {
        var process = RuntimeSpecText.Read(json, "process", OciProcess.From);
        process = process with { User = process.User ?? new() };
        ProcessRules.Check(process, "process");
        return process;
    }

    private static OciProcess Changed(OciProcess process, FlagValues flags)
    {
        var (uid, gid) = User(flags.Text(ExecFlags.User), process.User);
        return process with
        {
            Terminal = flags.On(ExecFlags.Tty),
            ConsoleSize = null,
            Cwd = flags.Text(ExecFlags.Cwd) ?? process.Cwd,
            Env = [.. process.Env ?? [], .. flags.All(ExecFlags.Env)],
            User = process.User with { Uid = uid, Gid = gid, AdditionalGids = [.. process.User.AdditionalGids ?? [], .. flags.All(ExecFlags.AdditionalGids).Select(text => Id(text, ExecFlags.AdditionalGids.Name))] },
            Capabilities = flags.All(ExecFlags.Cap) is { Count: > 0 } more ? Granted(process.Capabilities ?? new(), more) : process.Capabilities,
            NoNewPrivileges = flags.Given(ExecFlags.NoNewPrivs) ? flags.On(ExecFlags.NoNewPrivs) : process.NoNewPrivileges,
            ApparmorProfile = flags.Text(ExecFlags.Apparmor) ?? process.ApparmorProfile,
            SelinuxLabel = flags.Text(ExecFlags.ProcessLabel) ?? process.SelinuxLabel,
        };
    }

    // Ambient ones can only be what is inheritable; nothing is made inheritable that was not.
    private static OciCapabilities Granted(OciCapabilities sets, IReadOnlyList<string> more) => sets with
    {
        Bounding = [.. sets.Bounding ?? [], .. more],
        Effective = [.. sets.Effective ?? [], .. more],
        Permitted = [.. sets.Permitted ?? [], .. more],
        Ambient = sets.Inheritable is { Count: > 0 } inheritable ? [.. sets.Ambient ?? [], .. more.Where(inheritable.Contains)] : sets.Ambient,
    };

    private static (uint Uid, uint Gid) User(string? text, OciUser own)
    {
        if (text is null) return (own.Uid, own.Gid);
        var parts = text.Split(':', 2);
        return (Id(parts[0], "user"), parts.Length > 1 ? Id(parts[1], "user") : own.Gid);
    }

    private static uint Id(string text, string flag) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id != uint.MaxValue ? id : throw new UsageException($"invalid value \"{text}\" for {flag}: a number is wanted");
}
