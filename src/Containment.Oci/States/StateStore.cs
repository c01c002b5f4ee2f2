using Containment.Linux.Descriptors;

namespace Containment.Oci.States;

/// <summary>The containers below one root directory, each with a directory of its own.</summary>
internal sealed class StateStore(string root)
{
    private const int LongestId = 1024;

    public string Root => root;

    public StatePaths Paths(string id) => new($"{root}/{CheckId(id)}");

    /// <summary>Lets ids through that runc takes: letters, digits, '_', '+', '-' and '.', but neither "." nor "..".</summary>
    /// <exception cref="InvalidSpecException">Another.</exception>
    public static string CheckId(string id)
    {
        var good = id.Length is > 0 and <= LongestId && id is not ("." or "..");
        foreach (var letter in id) good &= char.IsAsciiLetterOrDigit(letter) || letter is '_' or '+' or '-' or '.';
        return good ? id : throw new InvalidSpecException("container id", id, "letters, digits, '_', '+', '-' and '.' (invalid container ID format)");
    }

    /// <summary>Takes the id. The container is being created while the answer is held.</summary>
    /// <exception cref="ContainmentException"><see cref="FailureReason.AlreadyExists"/>.</exception>
    public HeldContainer Create(string id)
    {
        var paths = Paths(id);
        Directory.CreateDirectory(root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        if (!StateDirectory.Make(paths.Directory)) throw new ContainmentException(FailureReason.AlreadyExists, id, "container with given ID already exists");
        return HeldContainer.Take(id, paths) ?? throw NotThere(id);
    }

    /// <summary>Waits until nobody else changes the container.</summary>
    /// <exception cref="ContainmentException"><see cref="FailureReason.NotFound"/>.</exception>
    public HeldContainer Hold(string id) => HeldContainer.Take(id, Paths(id)) ?? throw NotThere(id);

    /// <summary>All ids there are, in order.</summary>
    public IReadOnlyList<string> List() =>
        Directory.Exists(root) ? [.. Directory.EnumerateDirectories(root).Select(path => Path.GetFileName(path)!).Where(IsId).Order(StringComparer.Ordinal)] : [];

    /// <summary>Reads a container without holding it.</summary>
    /// <exception cref="ContainmentException"><see cref="FailureReason.NotFound"/> or <see cref="FailureReason.Corrupt"/>.</exception>
    public ContainerView Read(string id)
    {
        var paths = Paths(id);
        if (!Directory.Exists(paths.Directory)) throw NotThere(id);
        return ContainerView.Of(paths, StateFile.Read(id, paths.State) ?? throw new ContainmentException(FailureReason.NotFound, id, "container does not exist", "a creation of it has begun and not come far"));
    }

    private static bool IsId(string name)
    {
        try
        {
            return CheckId(name).Length > 0;
        }
        catch (InvalidSpecException)
        {
            return false;
        }
    }

    private static ContainmentException NotThere(string id) => new(FailureReason.NotFound, id, "container does not exist");
}
