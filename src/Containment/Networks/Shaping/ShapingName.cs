namespace Containment.Networks.Shaping;

/// <summary>The IFB behind the host's end of a link: its name with <c>ci</c> in front instead of <c>ct</c>.</summary>
internal static class ShapingName
{
    public static string Of(string hostEnd) => $"ci{hostEnd[2..]}";
}
