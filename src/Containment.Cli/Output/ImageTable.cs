using System.Globalization;
using Containment.Images;
using Spectre.Console;

namespace Containment.Cli.Output;

/// <summary>Images as people read them.</summary>
internal static class ImageTable
{
    private const int WideEnough = 1000, Digits = 19;

    public static void Write(IReadOnlyList<StoredImage> images)
    {
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = WideEnough;
        var table = new Table { Border = TableBorder.None };
        foreach (var head in (string[])["NAME", "DIGEST", "LAYERS", "SIZE", "STORED"]) table.AddColumn(new TableColumn(head).NoWrap());
        foreach (var image in images)
            table.AddRow(Markup.Escape(image.Name), image.Digest[..Digits], image.Layers.ToString(CultureInfo.InvariantCulture), Sizes.Of(image.Bytes), $"{image.StoredAt:u}");
        AnsiConsole.Write(table);
    }
}
