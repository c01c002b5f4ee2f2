namespace Containment.Benchmarks;

/// <summary>One thing that is measured, beside its floor or its peer in the same run.</summary>
internal interface IBenchmark
{
    /// <summary>What it is called on the command line: lower case, words joined by '-'.</summary>
    string Name { get; }

    /// <summary>What its figure is, in one line.</summary>
    string What { get; }

    /// <summary>What the figure should be.</summary>
    Target Target { get; }

    /// <summary>Runs it. Progress goes to standard error, never to standard output.</summary>
    Task<Measurement> RunAsync(CancellationToken cancellationToken);
}
