namespace Containment.Snapshots.Quotas;

/// <summary>A file that takes room in an image only to give it back for a moment. Where there is no room for it now, it is made at the next chance.</summary>
internal sealed class SpareFile : IDisposable
{
    private const int Room = 1 << 20;
    private readonly string _path;

    private SpareFile(string path) => _path = path;

    public static void Make(LayerPlace place) => new SpareFile(PathOf(place)).Dispose();

    public static SpareFile Use(LayerPlace place)
    {
        File.Delete(PathOf(place));
        return new(PathOf(place));
    }

    public void Dispose()
    {
        try
        {
            File.OpenHandle(_path, FileMode.Create, FileAccess.Write, preallocationSize: Room).Dispose();
        }
        catch (IOException)
        {
            // Full.
        }
    }

    private static string PathOf(LayerPlace place) => Path.Combine(place.Layers, "spare");
}
