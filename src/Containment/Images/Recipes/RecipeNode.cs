namespace Containment.Images.Recipes;

/// <summary>A part of a recipe's YAML, with the line it begins at, counted from 1.</summary>
internal abstract record RecipeNode(int Line)
{
    /// <param name="Value">The text.</param>
    /// <param name="Line">Where.</param>
    /// <param name="Plain">Written without quotes.</param>
    public sealed record Scalar(string Value, int Line, bool Plain) : RecipeNode(Line)
    {
        /// <summary>Whether nothing was written.</summary>
        public bool IsNull => Plain && Value is "" or "~" or "null";

        public override string ToString() => Value;
    }

    public sealed record Sequence(IReadOnlyList<RecipeNode> Items, int Line) : RecipeNode(Line)
    {
        public override string ToString() => "a list";
    }

    public sealed record Mapping(IReadOnlyList<KeyValuePair<Scalar, RecipeNode>> Entries, int Line) : RecipeNode(Line)
    {
        public override string ToString() => "a mapping of keys to values";
    }
}
