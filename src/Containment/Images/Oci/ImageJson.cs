using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Containment.Images.Oci;

/// <summary>How the documents of an image are read and written: compiled in, so that nothing is found by reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, AllowDuplicateProperties = false, MaxDepth = 64, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ImageIndex))]
[JsonSerializable(typeof(ImageManifest))]
[JsonSerializable(typeof(ConfigFile))]
[JsonSerializable(typeof(LayoutVersion))]
[JsonSerializable(typeof(Storing.NamedImage))]
internal sealed partial class ImageJson : JsonSerializerContext
{
    /// <summary>For writing: media types have a plus sign, which needs no escape outside of HTML.</summary>
    public static ImageJson Written => field ??= new(new JsonSerializerOptions(Default.Options!) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
