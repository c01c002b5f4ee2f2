using Containment.Bundles.Oci;
using Containment.Oci.States;

namespace Containment.Oci.Life;

/// <summary>A container as its hooks, and whoever listens to its filter, are told of it.</summary>
internal static class RecordState
{
    public static OciState Of(ContainerRecord record, int? pid = null) =>
        new() { OciVersion = record.OciVersion, Id = record.Id, Bundle = record.Bundle, Annotations = record.Annotations, Pid = pid };
}
