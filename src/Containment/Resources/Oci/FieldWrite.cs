using Containment.Resources.Writes;

namespace Containment.Resources.Oci;

/// <summary>A write, and the field of config.json that asks for it.</summary>
internal sealed record FieldWrite(string Field, CgroupWrite Write);
