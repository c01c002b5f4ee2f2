namespace Containment.Migration.Driving;

/// <summary>Nobody watches.</summary>
internal sealed class NoWatch : IStepWatch
{
    public static readonly NoWatch Instance = new();

    public ValueTask AtAsync(string step) => default;
}
