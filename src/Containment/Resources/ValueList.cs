using System.Collections;

namespace Containment.Resources;

/// <summary>A list that is equal to another of the same values, so that the records which hold it are.</summary>
internal sealed class ValueList<T>(IReadOnlyList<T> values) : IReadOnlyList<T>, IEquatable<ValueList<T>>
{
    public static ValueList<T> Empty { get; } = new([]);

    public int Count => values.Count;

    public T this[int index] => values[index];

    /// <summary>Nothing said is an empty list.</summary>
    public static ValueList<T> Of(IReadOnlyList<T>? values) => values as ValueList<T> ?? (values is null or { Count: 0 } ? Empty : new([.. values]));

    public bool Equals(ValueList<T>? other) => other is not null && values.SequenceEqual(other);

    public override bool Equals(object? obj) => Equals(obj as ValueList<T>);

    public override int GetHashCode() => values.Aggregate(0, HashCode.Combine);

    public override string ToString() => $"[{string.Join(", ", values)}]";

    public IEnumerator<T> GetEnumerator() => values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
