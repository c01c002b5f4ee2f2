namespace Containment.Resources.Sampling;

/// <summary>
/// How many files of each container may be held open. The rule: all get the same number, which is the budget divided by the containers. Should the
/// process run out of descriptors all the same, a quarter of those held is given back, and stays given back.
/// </summary>
internal sealed class DescriptorBudget(int most)
{
    private bool _short;

    /// <summary>How many may be held in all.</summary>
    public int Most { get; private set; } = most;

    /// <summary>How many are held now.</summary>
    public int Held { get; set; }

    /// <summary>How many of a container's files may be held: those that come first.</summary>
    public int Each { get; private set; } = int.MaxValue;

    /// <summary>The process has none left.</summary>
    public void RunOut() => _short = true;

    /// <summary>Reckons anew, before a sample; true when containers must give some back.</summary>
    public bool Share(int containers)
    {
        if (_short) Most = Held - Held / 4;
        _short = false;
        var before = Each;
        Each = containers == 0 ? int.MaxValue : Most / containers;
        return Each < before;
    }
}
