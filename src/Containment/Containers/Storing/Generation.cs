using System.Text;
using Containment.Linux.Descriptors;

namespace Containment.Containers.Storing;

/// <summary>Tells whether anybody has changed something since it was last looked at: the text of a lock file is another one after each change. Read and written under that lock.</summary>
internal sealed class Generation(string path)
{
    /// <summary>Empty where nothing was ever changed.</summary>
    public string Read() => KernelText.Read(path);

    /// <summary>Before the change: whoever is killed in between leaves nothing that others believe.</summary>
    /// <exception cref="KernelException">The disk is full.</exception>
    public string Advance()
    {
        var now = $"{Guid.NewGuid():n}";
        try
        {
            // Not by the runtime's streams, which lock what they open; and written over, as some file systems flush one that is emptied first.
            using var file = new Descriptor((int)KernelRefusal.Check(LibC.open(path, OpenFlags.WriteOnly | OpenFlags.CloseOnExec, 0), "open", path));
            FileWriting.Write(file, 0, Encoding.ASCII.GetBytes(now), path);
            return now;
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }
}
