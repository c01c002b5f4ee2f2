using Containment.Linux.Descriptors;
using Containment.Linux.Namespaces;

namespace Containment;

/// <summary>Removes trees that containers have written to, whose files may belong to any id that this process can give.</summary>
internal static class OwnTrees
{
    /// <summary>As <see cref="TreeRemoval.Remove"/>.</summary>
    public static bool Remove(Descriptor parent, string name)
    {
        try
        {
            return TreeRemoval.Remove(parent, name);
        }
        catch (KernelRefusal refusal) when ((refusal.Error == Errno.EACCES || refusal.Error == Errno.EPERM) && Self.Standing == Standing.User && OwnIds.Current is { Lone: false } own)
        {
            OwnNamespace.RemoveAsync(own, parent, name, CancellationToken.None).GetAwaiter().GetResult();
            // What that could not remove is refused again, and told.
            TreeRemoval.Remove(parent, name);
            return true;
        }
    }
}
