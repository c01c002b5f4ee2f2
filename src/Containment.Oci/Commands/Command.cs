using Containment.Oci.CommandLine;

namespace Containment.Oci.Commands;

/// <summary>One command of the program. A new one is a file of its own and a line in <see cref="CommandList"/>.</summary>
internal abstract class Command
{
    public abstract string Name { get; }

    /// <summary>One line.</summary>
    public abstract string Summary { get; }

    /// <summary>What stands behind the flags, such as <c>&lt;container-id&gt; [signal]</c>.</summary>
    public virtual string Form => "<container-id>";

    public virtual string Description => "";
    public virtual IReadOnlyList<Flag> Flags => [];

    /// <summary>How many arguments it takes, at least and at most.</summary>
    public virtual (int Least, int Most) Arguments => (1, 1);

    /// <summary>True: flags end at the first argument, because another command line follows.</summary>
    public virtual bool CarriesCommandLine => false;

    /// <returns>The program's exit code.</returns>
    public abstract Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken);
}
