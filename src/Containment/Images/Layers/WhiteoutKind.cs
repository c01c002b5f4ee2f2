namespace Containment.Images.Layers;

internal enum WhiteoutKind
{
    /// <summary>An ordinary name.</summary>
    None,
    /// <summary>.wh.NAME: lower layers' NAME is gone.</summary>
    Name,
    /// <summary>.wh..wh..opq: all that lower layers have in this directory is gone.</summary>
    Opaque,
    /// <summary>.wh..wh.…: aufs's own files, which mean nothing elsewhere.</summary>
    Bookkeeping,
}
