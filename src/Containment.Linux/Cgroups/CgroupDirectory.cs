using System.Text;

namespace Containment.Linux.Cgroups;

/// <summary>One cgroup, or any directory of plain files with the same names.</summary>
internal readonly record struct CgroupDirectory(string Path)
{
    public const string Procs = "cgroup.procs";

    public bool Exists => Directory.Exists(Path);

    public string this[string file] => $"{Path}/{file}";

    public bool Has(string file) => File.Exists(this[file]);

    /// <summary>Whether this process may make cgroups below it and move processes.</summary>
    public bool IsOurs => CgroupCalls.access(Path, 2) == 0 && CgroupCalls.access(this[Procs], 2) == 0;

    public CgroupDirectory Child(string name) => new($"{Path}/{name}");

    public IReadOnlyList<CgroupDirectory> Children
    {
        get
        {
            try
            {
                return [.. Directory.EnumerateDirectories(Path).Select(path => new CgroupDirectory(path))];
            }
            catch (DirectoryNotFoundException)
            {
                return [];
            }
        }
    }

    /// <summary>False when it was there already.</summary>
    public bool Make()
    {
        if (CgroupCalls.mkdir(Path, 0x1ED) == 0) return true; // 0755
        var error = Errno.Last;
        return error == Errno.EEXIST ? false : throw new KernelRefusal("mkdir", Path, error);
    }

    /// <summary>False when something still lives in it; fine when it is gone.</summary>
    public bool TryRemove()
    {
        if (CgroupCalls.rmdir(Path) == 0) return true;
        var error = Errno.Last;
        if (error == Errno.ENOENT) return true;
        return error == Errno.EBUSY || error == Errno.ENOTEMPTY ? false : throw new KernelRefusal("rmdir", Path, error);
    }

    /// <summary>One write(2), as the kernel wants it: a value is taken or refused as a whole.</summary>
    public unsafe void Write(string file, string value)
    {
        using var descriptor = Open(file, OpenFlags.WriteOnly | OpenFlags.Truncate);
        var bytes = Encoding.ASCII.GetBytes(value);
        fixed (byte* start = bytes)
            if (LibC.write(descriptor.Number, start, (nuint)bytes.Length) < 0) throw new KernelRefusal("write", $"\"{value}\" to {this[file]}", Errno.Last);
    }

    public string Read(string file) => KernelText.Read(this[file]);

    /// <summary>Null where the kernel has no such file, has it switched off, or the cgroup is gone.</summary>
    public string? TryRead(string file)
    {
        try
        {
            return Read(file);
        }
        catch (KernelRefusal refusal) when (refusal.Error == Errno.ENOENT || refusal.Error == Errno.ENODEV || refusal.Error == Errno.EOPNOTSUPP)
        {
            return null;
        }
    }

    private Descriptor Open(string file, int flags) =>
        new((int)KernelRefusal.Check(LibC.open(this[file], flags | OpenFlags.CloseOnExec, 0), "open", this[file]));
}
