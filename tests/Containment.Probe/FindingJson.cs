using System.Text.Json.Serialization;

namespace Containment.Probe;

[JsonSerializable(typeof(Finding))]
internal sealed partial class FindingJson : JsonSerializerContext;
