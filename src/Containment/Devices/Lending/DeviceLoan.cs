using System.Text.Json.Serialization;
using Containment.Networks;

namespace Containment.Devices.Lending;

/// <summary>
/// A device that a running container has, and what was done for it on the host. It is written down before it is done, so that whoever comes after a crash
/// can give all of it back: what was not done yet is no error then.
/// </summary>
/// <param name="Spec">What was asked for.</param>
internal sealed record DeviceLoan(DeviceSpec Spec)
{
    public IReadOnlyList<string> Addresses { get; init; } = [];
    public IReadOnlyList<NodePart> Nodes { get; init; } = [];

    /// <summary>Where something is mounted for it.</summary>
    public IReadOnlyList<string> Mounts { get; init; } = [];

    public IReadOnlyList<LentLink> Links { get; init; } = [];
    public IReadOnlyList<LentDriver> Drivers { get; init; } = [];

    /// <summary>The device whose virtual functions were made for it, all by this host; null: none were.</summary>
    public string? FunctionsOf { get; init; }
}

[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(IReadOnlyList<DeviceLoan>))]
internal sealed partial class LoanJson : JsonSerializerContext;
