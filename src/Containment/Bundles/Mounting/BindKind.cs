namespace Containment.Bundles.Mounting;

/// <summary>Whether a mount shows an existing tree, and with what is mounted on it.</summary>
internal enum BindKind { None, Single, Recursive }
