namespace Containment.Resources.Writes;

/// <summary>A write, and the field that asks for it.</summary>
internal sealed record FieldWrite(string Field, CgroupWrite Write);
