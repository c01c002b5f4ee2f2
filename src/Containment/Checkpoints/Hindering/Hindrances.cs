namespace Containment.Checkpoints.Hindering;

/// <summary>All that stands in the way of saving a container's processes, the worst first. Pure: the one place where that is judged.</summary>
internal static class Hindrances
{
    public static IReadOnlyList<Hindrance> Of(ContainerFacts facts) =>
    [
        .. ((IEnumerable<Hindrance>)
        [
            .. NamespaceRules.Of(facts), .. facts.Processes.SelectMany(process => ProcessRules.Of(process, facts)),
            .. facts.Processes.SelectMany(process => DescriptorRules.Of(process, facts)), .. facts.Processes.SelectMany(process => SocketRules.Of(process)),
            .. facts.Processes.SelectMany(process => MemoryRules.Of(process)), .. MountRules.Of(facts),
        ]).OrderByDescending(one => one.Weight),
    ];

    /// <exception cref="ContainmentException">WrongState or Unsupported, with the first that makes it impossible.</exception>
    public static void Check(string id, ContainerFacts facts)
    {
        if (Of(facts).FirstOrDefault(one => one.Weight == Weight.Refusal) is { } one)
            throw new ContainmentException(one.Passing ? FailureReason.WrongState : FailureReason.Unsupported, id, $"container {id} can't be saved: {one}");
    }
}
