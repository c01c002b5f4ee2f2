namespace Containment.Cli.Options;

/// <summary>An option that a profile gives.</summary>
/// <param name="Key">Its name, without hyphens before it.</param>
/// <param name="Values">Its values.</param>
/// <param name="IsList">Whether they stand in a list.</param>
/// <param name="Line">Where, counted from 1.</param>
internal sealed record ProfileEntry(string Key, IReadOnlyList<string> Values, bool IsList, long Line);
