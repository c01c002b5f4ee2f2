using Containment.Linux.Networks;

namespace Containment.Networks;

/// <summary>Which link may be lent, and which one it is when it has another name, address and alias. Pure.</summary>
internal static class LinkLoan
{
    private const int LongestAlias = 255;

    /// <exception cref="ContainmentException">It can't be lent.</exception>
    public static void Check(Link link)
    {
        if (link.Kind.Length > 0) throw new ContainmentException(FailureReason.Unsupported, link.Name, $"{link.Name} is no device but a virtual link ({link.Kind}), which the kernel would delete with the container's network namespace; give the device below it");
        if (link.Index == 1 || link.Name == "lo") throw new ContainmentException(FailureReason.Unsupported, link.Name, "loopback stays where it is; each container has its own");
        if (link.Master != 0) throw new ContainmentException(FailureReason.WrongState, link.Name, $"{link.Name} is a port of a bridge or a bond; take it out of that first");
    }

    public static LentLink Of(Link link, string inside, string mark) => new(link.Name, LinkName.Checked(inside, "devices.name"), mark.Length <= LongestAlias ? mark : mark[..LongestAlias])
    {
        HardwareAddress = link.HardwareAddress, Mtu = link.Mtu, Alias = link.Alias, Parent = link.Parent, PermanentAddress = link.PermanentAddress,
    };

    /// <summary>By what nobody inside can change where the kernel tells it; else by the mark; else, not yet moved, by its name and address.</summary>
    public static Link? Find(IReadOnlyList<Link> all, LentLink lent)
    {
        if (lent.Parent.Length > 0)
        {
            var same = all.Where(link => link.Parent == lent.Parent && link.PermanentAddress == lent.PermanentAddress).ToList();
            return same.Count > 1 ? same.Find(link => link.Alias == lent.Mark) ?? same.Find(link => link.Name == lent.Name) : same.SingleOrDefault();
        }
        return all.FirstOrDefault(link => link.Alias == lent.Mark) ?? all.FirstOrDefault(link => (link.Name == lent.Name || link.Name == lent.Inside) && link.HardwareAddress == lent.HardwareAddress);
    }
}
