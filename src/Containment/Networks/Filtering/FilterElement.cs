namespace Containment.Networks.Filtering;

/// <summary>An element of a map or set.</summary>
/// <param name="Map">Its name.</param>
/// <param name="Key">As nft writes it: <c>tcp . 8080</c>.</param>
/// <param name="Owner">Its comment: whose it is.</param>
internal sealed record FilterElement(string Map, string Key, string Owner);
