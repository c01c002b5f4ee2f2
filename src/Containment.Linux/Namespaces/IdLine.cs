namespace Containment.Linux.Namespaces;

/// <summary>A line of an id map: ids <paramref name="Inside"/> and on are <paramref name="Outside"/> and on (user_namespaces(7)).</summary>
internal readonly record struct IdLine(uint Inside, uint Outside, uint Count);
