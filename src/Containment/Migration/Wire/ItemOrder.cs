namespace Containment.Migration.Wire;

/// <summary>Which items bear it that their chunks overtake each other.</summary>
internal static class ItemOrder
{
    extension(ItemSection section)
    {
        /// <summary>Its chunks may be taken in any order, between its beginning and its end. All else is taken in the order it was sent in.</summary>
        public bool IsLoose => section == ItemSection.Memory;
    }
}
