namespace Containment.Tests.Migration.Model;

/// <summary>What stands on one side.</summary>
internal enum Copy : byte { None, Prepared, Held, Frozen, Living, Running, Deleted, Stopped }
