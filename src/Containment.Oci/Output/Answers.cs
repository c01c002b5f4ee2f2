using Containment.Linux.Descriptors;

namespace Containment.Oci.Output;

/// <summary>Standard output, in bytes: System.Console would set up terminals and encodings first, which takes longer than most commands.</summary>
internal sealed class Answers(int descriptor)
{
    public static Answers Standard { get; } = new(1);
    public static Answers Errors { get; } = new(2);

    public void Write(ReadOnlySpan<byte> bytes)
    {
        using var stream = new OutputStream(descriptor);
        stream.Write(bytes);
    }

    public void Write(string text) => Write(System.Text.Encoding.UTF8.GetBytes(text));
}
