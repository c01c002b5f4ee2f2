namespace Containment.Bundles.Mounting;

/// <summary>Whether ids are mapped on a mount, and on those below it.</summary>
internal enum IdMapKind { None, Single, Recursive }
