namespace Containment.Tests.Migration.Model;

/// <summary>A rule was broken, and how it came to that.</summary>
internal sealed class ModelViolation(string rule, IReadOnlyList<string> trace)
    : Exception($"{rule}:{Environment.NewLine}{string.Join(Environment.NewLine, trace)}")
{
    public string Rule { get; } = rule;
}
