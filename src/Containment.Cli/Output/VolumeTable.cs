using Spectre.Console;

namespace Containment.Cli.Output;

/// <summary>Volumes as people read them.</summary>
internal static class VolumeTable
{
    private const int WideEnough = 1000;

    public static void Write(IReadOnlyList<Volume> volumes)
    {
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = WideEnough;
        var table = new Table { Border = TableBorder.None };
        foreach (var head in (string[])["NAME", "KIND", "SIZE", "TAKEN", "USERS", "SNAPSHOTS"]) table.AddColumn(new TableColumn(head).NoWrap());
        foreach (var volume in volumes)
            table.AddRow(volume.Name, $"{volume.Kind}".ToLowerInvariant(), Size(volume.Size), Size(volume.Allocated), Markup.Escape(Users(volume)), Or(string.Join(',', volume.Snapshots.Select(snapshot => snapshot.Name))));
        AnsiConsole.Write(table);
    }

    private static string Users(Volume volume) => Or(string.Join(',', volume.Users.Select(user => user.ReadOnly ? $"{user.Container} (reads)" : $"{user.Container}")));

    private static string Size(long? bytes) => bytes is { } count ? Sizes.Of(count) : "-";

    private static string Or(string text) => text.Length > 0 ? text : "-";
}
