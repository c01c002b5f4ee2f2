using System.CommandLine;
using System.Globalization;
using Containment.Cli.Options;

namespace Containment.Cli.Commands;

internal static class VolumeCreateCommand
{
    public static Command Build(HostChoice host)
    {
        var name = new Argument<string>("volume") { Description = "The new volume's name" };
        var size = new Option<string?>("--size", "-s") { Description = "How large it is, as in 10G", HelpName = "size" };
        var kind = new Option<string>("--kind", "-k") { Description = "What it is on the host: ext4, xfs or btrfs in a file, or a directory", HelpName = "kind", DefaultValueFactory = _ => "ext4" };
        var thin = new Option<bool>("--thin") { Description = "Take room on the host's disk only for what is written" };
        var owner = new Option<string?>("--owner") { Description = "Whose its root directory is, by the container's ids", HelpName = "uid:gid" };
        var mode = new Option<string?>("--mode") { Description = "Who may do what in its root directory, as in 0750", HelpName = "mode" };
        var from = new Option<string?>("--from") { Description = "Begin with the content of a snapshot", HelpName = "volume@snapshot" };
        var command = new Command("create", "Makes a volume") { name, size, kind, thin, owner, mode, from };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var opened = host.Open(parsed);
            var (uid, gid) = Owner(parsed.GetValue(owner));
            var options = new VolumeOptions
            {
                Size = parsed.GetValue(size) is { } text ? ByteText.Parse("size", text) : null,
                Kind = Kind(parsed.GetValue(kind)!),
                Thin = parsed.GetValue(thin),
                Uid = uid, Gid = gid,
                From = parsed.GetValue(from),
            };
            if (parsed.GetValue(mode) is { } bits) options = options with { Mode = Mode(bits) };
            await opened.CreateVolumeAsync(parsed.GetValue(name)!, options, cancellationToken);
            Console.WriteLine(parsed.GetValue(name));
            return 0;
        });
        return command;
    }

    private static VolumeKind Kind(string text) => Enum.GetNames<VolumeKind>().Contains(text, StringComparer.OrdinalIgnoreCase) && Enum.TryParse<VolumeKind>(text, ignoreCase: true, out var kind)
        ? kind : throw new InvalidSpecException("--kind", text, "ext4, xfs, btrfs or directory");

    private static (uint, uint) Owner(string? text) => text?.Split(':') switch
    {
        null => (0, 0),
        [var uid] when Id(uid) is { } both => (both, both),
        [var uid, var gid] when Id(uid) is { } user && Id(gid) is { } group => (user, group),
        _ => throw new InvalidSpecException("--owner", text, "numbers, as in 999:999"),
    };

    private static uint? Id(string text) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    private static uint Mode(string text)
    {
        if (text.Length is 0 or > 5 || text.Any(digit => digit is < '0' or > '7')) throw new InvalidSpecException("--mode", text, "octal digits, as in 0750");
        return Convert.ToUInt32(text, 8);
    }
}
