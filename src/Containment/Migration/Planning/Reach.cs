namespace Containment.Migration.Planning;

/// <summary>What a strategy takes along.</summary>
internal static class Reach
{
    extension(MigrationStrategy strategy)
    {
        /// <summary>Its processes go along, as they are; else only its files do.</summary>
        public bool TakesMemory => strategy is not (MigrationStrategy.NearLive or MigrationStrategy.Cold);

        /// <summary>It may run over there before all of its memory is there.</summary>
        public bool LetsMemoryFollow => strategy is MigrationStrategy.PostCopy or MigrationStrategy.Hybrid;

        /// <summary>It runs over there when the move is done.</summary>
        public bool EndsRunning => strategy != MigrationStrategy.Cold;
    }

    extension(MigrationFinding finding)
    {
        /// <summary>The move is impossible in this way.</summary>
        public bool RulesOut(MigrationStrategy strategy) => finding.Severity == MigrationSeverity.Blocker && (!finding.MemoryOnly || strategy.TakesMemory);
    }
}
