namespace Containment.Tests.Architecture;

internal sealed record TypeName(string Namespace, string Name);
