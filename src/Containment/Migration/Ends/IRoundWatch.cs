using Containment.Migration.Rounds;

namespace Containment.Migration.Ends;

/// <summary>Told of the rounds of copying, for whoever watches a move.</summary>
internal interface IRoundWatch
{
    /// <summary>One begins.</summary>
    void Round(int number);

    /// <summary>One is over.</summary>
    void Rounded(RoundFacts facts);
}
