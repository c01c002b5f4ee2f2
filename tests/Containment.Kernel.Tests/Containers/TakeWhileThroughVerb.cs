namespace Containment.Kernel.Tests.Containers;

/// <summary>Takes elements up to the first that ends it, that one included.</summary>
internal static class TakeWhileThroughVerb
{
    public static async Task<List<T>> TakeWhileThrough<T>(this IAsyncEnumerable<T> source, Func<T, bool> goOn, CancellationToken cancellation)
    {
        List<T> taken = [];
        await foreach (var element in source.WithCancellation(cancellation))
        {
            taken.Add(element);
            if (!goOn(element)) break;
        }
        return taken;
    }
}
