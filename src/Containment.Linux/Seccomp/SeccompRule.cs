namespace Containment.Linux.Seccomp;

/// <summary>What happens to a call when all comparisons hold: a return value of a filter (seccomp(2)).</summary>
internal sealed record SeccompRule(string Call, uint Action, params IReadOnlyList<SeccompComparison> Comparisons);

/// <summary>A comparison of an argument; <paramref name="Operation"/> is an enum scmp_compare.</summary>
internal readonly record struct SeccompComparison(uint Argument, int Operation, ulong First, ulong Second);
