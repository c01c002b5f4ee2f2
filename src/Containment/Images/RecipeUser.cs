using Containment.Images.Recipes;

namespace Containment.Images;

/// <summary>A user of an image. It has no password.</summary>
public sealed record RecipeUser
{
    /// <summary>A user.</summary>
    /// <param name="name">The login name.</param>
    /// <exception cref="InvalidSpecException">No possible name (useradd(8)).</exception>
    public RecipeUser(string name) => Name = name;

    /// <summary>The login name: a-z, 0-9, - and _, a letter or _ first, at most 32.</summary>
    public string Name { get; init => field = RecipeRules.User(value, "name"); }

    /// <summary>Its id, and that of the group of the same name, 1 to 60,000; null is the next free one.</summary>
    public int? Uid { get; init => field = value is null or >= 1 and <= 60_000 ? value : throw new InvalidSpecException("uid", value, "1 to 60000"); }

    /// <summary>Further groups, which must be there or come with a package.</summary>
    public IReadOnlyList<string> Groups { get; init => field = RecipeRules.Groups(value, "groups"); } = [];

    /// <summary>The login shell; absolute. Default <c>/bin/sh</c>.</summary>
    public string Shell { get; init => field = RecipeRules.Inside(value, "shell"); } = "/bin/sh";

    /// <summary>The home directory; absolute. Null is <c>/home/NAME</c>. It is made.</summary>
    public string? Home { get; init => field = value is null ? null : RecipeRules.Inside(value, "home"); }

    /// <summary>Whether it is a service's user, with an id below 1,000. Default false.</summary>
    public bool System { get; init; }

    /// <summary>Public keys that may log in as it, a line each.</summary>
    public IReadOnlyList<string> SshKeys { get; init => field = RecipeRules.Keys(value, "ssh-keys"); } = [];
}
