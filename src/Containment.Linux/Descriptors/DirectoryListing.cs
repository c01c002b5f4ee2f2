using System.Buffers.Binary;

namespace Containment.Linux.Descriptors;

/// <summary>The names in an open directory as bytes, without "." and ".." (getdents64(2)).</summary>
internal static class DirectoryListing
{
    private static int Getdents64 => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 61 : 217;

    /// <summary>Reads all of it from the start, in the order of bytes, so that two walks of one tree agree.</summary>
    public static unsafe IReadOnlyList<PathBytes> Read(Descriptor directory)
    {
        List<PathBytes> names = [];
        var buffer = new byte[32768];
        KernelRefusal.Check(LibC.lseek(directory.Number, 0, 0), "lseek", "directory");
        fixed (byte* start = buffer)
        {
            while (KernelRefusal.Check(LibC.syscall(Getdents64, directory.Number, (nint)start, buffer.Length), "getdents64", "directory") is var length and > 0)
                Collect(buffer.AsSpan(0, (int)length), names);
        }
        names.Sort();
        return names;
    }

    private static void Collect(ReadOnlySpan<byte> records, List<PathBytes> names)
    {
        while (!records.IsEmpty)
        {
            int size = BinaryPrimitives.ReadUInt16LittleEndian(records[16..]);
            var name = records[19..size];
            name = name[..name.IndexOf((byte)0)];
            if (name is not [(byte)'.'] and not [(byte)'.', (byte)'.']) names.Add(new(name));
            records = records[size..];
        }
    }
}
