namespace Containment.Bundles.Mounting;

/// <summary>A change of propagation, for one mount or all below it too.</summary>
internal readonly record struct PropagationChange(Propagation Kind, bool Recursive);
