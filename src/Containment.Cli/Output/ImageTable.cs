using System.Globalization;
using Containment.Images;
using Spectre.Console;

namespace Containment.Cli.Output;

/// <summary>Images as people read them.</summary>
internal static class ImageTable
{
    private const int Digits = 19;

    public static void Write(IReadOnlyList<StoredImage> images)
    {
        var table = new Table().AddColumn("name").AddColumn("digest").AddColumn(new TableColumn("layers").RightAligned()).AddColumn(new TableColumn("size").RightAligned()).AddColumn("stored");
        foreach (var image in images)
            table.AddRow(Markup.Escape(image.Name), image.Digest[..Digits], image.Layers.ToString(CultureInfo.InvariantCulture), Sizes.Of(image.Bytes), $"{image.StoredAt:u}");
        AnsiConsole.Write(table);
    }
}
