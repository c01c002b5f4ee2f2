using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Containment.Linux.Descriptors;
using Containment.Migration.Journals;
using Containment.Migration.Wire;
using Containment.Snapshots.Upper;
using Microsoft.Win32.SafeHandles;

namespace Containment.Migration.Files;

/// <summary>
/// What this host has of a container whose move here was broken off by its link, so that only the rest has to be sent:
/// STATE/migrations/partial/KEY/N, one N for each attempt, with the trees as far as they came and an index of their files.
/// The key is made of the container's name and the peer's fingerprint, so nobody is told what another host sent.
/// </summary>
internal sealed class PartialMove(ContainerHost host, string peerFingerprint, string container)
{
    private const string Index = "index";

    private readonly string _directory = Path.Combine(PartialMoves.DirectoryOf(host), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{peerFingerprint}\n{container}")).AsSpan(0, 16)));
    private readonly Dictionary<(ItemSection, PathBytes), (string Tree, KeptFile File)> _files = [];

    /// <summary>The files of all earlier attempts that are still as they were left; of each the newest.</summary>
    public IReadOnlyCollection<KeptFile> Find()
    {
        if (_files.Count > 0 || !Directory.Exists(_directory)) return [.. _files.Values.Select(found => found.File)];
        foreach (var attempt in PartialMoves.AttemptsOf(_directory))
        {
            foreach (var file in ReadIndex(attempt))
            {
                var (tree, path) = (TreeOf(attempt, file.Section), new PathBytes(file.Path));
                if (IsThere(tree, path, file.Length)) _files[(file.Section, path)] = (tree, file);
            }
        }
        return [.. _files.Values.Select(found => found.File)];
    }

    /// <summary>Writes a kept beginning into a file, and lets go of it. What it holds is judged by the file's digest in the end.</summary>
    /// <exception cref="WireException">It was not offered, or is another length.</exception>
    public void Take(ItemSection section, PathBytes path, long length, UpperFileWriter writer, ReceivedFiles received)
    {
        if (!_files.Remove((section, path), out var found) || found.File.Length != length) throw new WireException($"the rest of a file that is not here");
        var buffer = new byte[ItemSender.ChunkSize];
        using var root = At.OpenDirectory(found.Tree);
        using (var file = Beneath.Open(root, path, OpenFlags.ReadOnly))
        using (var handle = new SafeFileHandle(file.Number, ownsHandle: false))
        {
            for (var at = 0; at + 1 < found.File.Ranges.Length; at += 2)
            {
                var (offset, end) = (found.File.Ranges[at], found.File.Ranges[at] + found.File.Ranges[at + 1]);
                while (offset < end && RandomAccess.Read(handle, buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - offset)), offset) is > 0 and var read)
                {
                    writer.Write(offset, buffer.AsSpan(0, read));
                    received.Data(offset, read);
                    offset += read;
                }
            }
        }
        using var parent = Beneath.OpenDirectory(root, path.Parent);
        At.Remove(parent, path.Name, isDirectory: false);
    }

    /// <summary>Sets the trees of a broken move aside. What can't be set aside is not kept.</summary>
    public void Keep(IReadOnlyList<(ItemSection Section, string Tree)> trees, IReadOnlyCollection<KeptFile> files)
    {
        if (files.Count == 0) return;
        var attempt = Path.Combine(_directory, $"{DateTime.UtcNow.Ticks:x16}");
        try
        {
            Directory.CreateDirectory(_directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            Directory.CreateDirectory(attempt + "~", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            foreach (var (section, tree) in trees)
                if (Directory.Exists(tree)) Directory.Move(tree, TreeOf(attempt + "~", section));
            File.WriteAllBytes(Path.Combine(attempt + "~", Index), JsonSerializer.SerializeToUtf8Bytes([.. files], KeptFileJson.Default.KeptFileArray));
            Directory.Move(attempt + "~", attempt);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            PartialMoves.Remove(attempt + "~");
        }
        _files.Clear();
    }

    /// <summary>Removes all of it: the container came, or never will.</summary>
    public void Discard()
    {
        PartialMoves.Remove(_directory);
        _files.Clear();
    }

    internal static long BytesOf(string attempt) => ReadIndex(attempt).Sum(file => file.Length);

    private static KeptFile[] ReadIndex(string attempt)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(attempt, Index)), KeptFileJson.Default.KeptFileArray) ?? [];
        }
        catch (Exception broken) when (broken is IOException or JsonException)
        {
            return [];
        }
    }

    private static string TreeOf(string attempt, ItemSection section) => Path.Combine(attempt, section == ItemSection.Base ? "base" : "layer");

    private static bool IsThere(string tree, PathBytes path, long length)
    {
        try
        {
            using var root = At.OpenDirectory(tree);
            using var parent = Beneath.OpenDirectory(root, path.Parent);
            return FileStatus.TryOf(parent, path.Name) is { Kind: FileKind.Regular } status && (long)status.Size >= length;
        }
        catch (KernelRefusal)
        {
            return false;
        }
    }
}
