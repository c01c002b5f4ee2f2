namespace Containment.Migration.Driving;

/// <summary>Sees every step of a side before it is taken and after; tests die, wait or cut the link there.</summary>
internal interface IStepWatch
{
    ValueTask AtAsync(string step);
}
