namespace Containment.Containers.Life;

/// <summary>The steps of changes to layers, for those who want to be there at one: the tests that end a process at each.</summary>
internal sealed class ChangeSteps
{
    /// <summary>Called at each step, with its name.</summary>
    public Action<string> Reached { get; set; } = static _ => { };

    public static ChangeSteps Of(ContainerHost host) => host.Part(static _ => new ChangeSteps());
}
