using System.Globalization;
using System.Text;

namespace Containment.Tests.Images;

/// <summary>Writes tar archives header by header, right ones and wrong ones.</summary>
internal sealed class TarBuilder
{
    private readonly MemoryStream _out = new();

    public TarBuilder File(string name, string content = "", int mode = 0x1A4, long uid = 0, long gid = 0) => Member(name, '0', Encoding.UTF8.GetBytes(content), mode: mode, uid: uid, gid: gid);
    public TarBuilder Directory(string name, int mode = 0x1ED, long uid = 0, long gid = 0) => Member(name, '5', mode: mode, uid: uid, gid: gid);
    public TarBuilder Symlink(string name, string target) => Member(name, '2', link: target);
    public TarBuilder HardLink(string name, string target) => Member(name, '1', link: target);
    public TarBuilder Device(string name, char type, int major, int minor) => Member(name, type, major: major, minor: minor);

    /// <summary>Any member; <paramref name="size"/> is what the header claims, else the content's length.</summary>
    public TarBuilder Member(string name, char type, byte[]? content = null, int mode = 0x1A4, long uid = 0, long gid = 0, long mtime = 1_600_000_000,
        string link = "", int major = 0, int minor = 0, long? size = null, Action<byte[]>? spoil = null)
    {
        content ??= [];
        var header = Header(Encoding.Latin1.GetBytes(name), type, mode, uid, gid, mtime, Encoding.Latin1.GetBytes(link), major, minor, size ?? content.Length);
        spoil?.Invoke(header);
        _out.Write(header);
        return Raw(content).Pad();
    }

    /// <summary>A pax header (x, or g for all that follows) of records as they are.</summary>
    public TarBuilder Pax(char type, params (string Key, byte[] Value)[] records)
    {
        var body = new MemoryStream();
        foreach (var (key, value) in records)
        {
            var rest = key.Length + value.Length + 3;
            var length = rest + (rest + 1).ToString(CultureInfo.InvariantCulture).Length;
            if (length.ToString(CultureInfo.InvariantCulture).Length + rest != length) length = rest + length.ToString(CultureInfo.InvariantCulture).Length;
            body.Write([.. Encoding.UTF8.GetBytes($"{length} {key}="), .. value, (byte)'\n']);
        }
        return Member("pax", type, body.ToArray());
    }

    public TarBuilder Pax(string key, string value) => Pax('x', (key, Encoding.UTF8.GetBytes(value)));

    public TarBuilder Raw(ReadOnlySpan<byte> bytes)
    {
        _out.Write(bytes);
        return this;
    }

    public TarBuilder Pad()
    {
        _out.Write(new byte[-_out.Length & 511]);
        return this;
    }

    /// <summary>Without the two blocks of zeros.</summary>
    public byte[] Unended() => _out.ToArray();

    public byte[] Build() => [.. _out.ToArray(), .. new byte[1024]];

    /// <summary>A number in GNU's base-256 form.</summary>
    public static void Binary(byte[] header, int at, int length, Int128 value)
    {
        for (var i = length - 1; i >= 0; i--, value >>= 8) header[at + i] = (byte)(value & 0xFF);
        header[at] |= 0x80;
        Sum(header);
    }

    public static void Sum(byte[] header)
    {
        header.AsSpan(148, 8).Fill((byte)' ');
        Octal(header, 148, 7, header.Sum(b => (long)b));
    }

    private static byte[] Header(byte[] name, char type, int mode, long uid, long gid, long mtime, byte[] link, int major, int minor, long size)
    {
        var header = new byte[512];
        name.AsSpan(0, Math.Min(100, name.Length)).CopyTo(header);
        link.AsSpan(0, Math.Min(100, link.Length)).CopyTo(header.AsSpan(157));
        "ustar\0"u8.CopyTo(header.AsSpan(257));
        "00"u8.CopyTo(header.AsSpan(263));
        header[156] = (byte)type;
        Octal(header, 100, 8, mode);
        Octal(header, 108, 8, uid);
        Octal(header, 116, 8, gid);
        Octal(header, 124, 12, size);
        Octal(header, 136, 12, mtime);
        Octal(header, 329, 8, major);
        Octal(header, 337, 8, minor);
        Sum(header);
        return header;
    }

    private static void Octal(byte[] header, int at, int length, long value) =>
        Encoding.ASCII.GetBytes(Convert.ToString(value, 8).PadLeft(length - 1, '0') + '\0').AsSpan(0, length).CopyTo(header.AsSpan(at));
}
