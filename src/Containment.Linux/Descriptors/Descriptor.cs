using Microsoft.Win32.SafeHandles;

namespace Containment.Linux.Descriptors;

/// <summary>An owned file descriptor, closed once. Always opened close-on-exec.</summary>
internal sealed class Descriptor : SafeHandleMinusOneIsInvalid
{
    /// <param name="number">What the kernel calls it.</param>
    /// <param name="owned">Whether it is closed at the end.</param>
    public Descriptor(int number, bool owned = true) : base(owned) => SetHandle(number);

    public int Number => (int)handle;

    /// <summary>A path that names what the descriptor is open on, for calls that know only paths.</summary>
    public string ProcPath => $"/proc/self/fd/{Number}";

    protected override bool ReleaseHandle() => LibC.close((int)handle) == 0;
}
