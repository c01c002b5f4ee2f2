namespace Containment.Linux.Descriptors;

/// <summary>An error number of the kernel with its symbolic name (errno(3)). The numbers are those shared by x86-64 and arm64.</summary>
internal readonly record struct Errno(int Number)
{
    public static readonly Errno EPERM = new(1), ENOENT = new(2), ESRCH = new(3), EINTR = new(4), EIO = new(5), EBADF = new(9),
        ECHILD = new(10), EAGAIN = new(11), ENOMEM = new(12), EACCES = new(13), EFAULT = new(14), EBUSY = new(16), EEXIST = new(17), EXDEV = new(18),
        ENODEV = new(19), ENOTDIR = new(20), EISDIR = new(21), EINVAL = new(22), ENFILE = new(23), EMFILE = new(24), ENOTTY = new(25), ENOSPC = new(28), EROFS = new(30),
        EMLINK = new(31), EPIPE = new(32), ERANGE = new(34), ENOSYS = new(38), ENOTEMPTY = new(39), ELOOP = new(40), ENODATA = new(61),
        EPROTO = new(71), EOVERFLOW = new(75), EOPNOTSUPP = new(95), ECONNREFUSED = new(111), ETIMEDOUT = new(110), EDQUOT = new(122);

    /// <summary>The errno that the last [LibraryImport(SetLastError = true)] call of this thread left.</summary>
    public static Errno Last => new(Marshal.GetLastPInvokeError());

    public string Name => Number switch
    {
        1 => "EPERM", 2 => "ENOENT", 3 => "ESRCH", 4 => "EINTR", 5 => "EIO", 6 => "ENXIO", 7 => "E2BIG", 8 => "ENOEXEC", 9 => "EBADF",
        10 => "ECHILD", 11 => "EAGAIN", 12 => "ENOMEM", 13 => "EACCES", 14 => "EFAULT", 16 => "EBUSY", 17 => "EEXIST", 18 => "EXDEV",
        19 => "ENODEV", 20 => "ENOTDIR", 21 => "EISDIR", 22 => "EINVAL", 23 => "ENFILE", 24 => "EMFILE", 25 => "ENOTTY", 26 => "ETXTBSY",
        27 => "EFBIG", 28 => "ENOSPC", 29 => "ESPIPE", 30 => "EROFS", 31 => "EMLINK", 32 => "EPIPE", 33 => "EDOM", 34 => "ERANGE",
        36 => "ENAMETOOLONG", 38 => "ENOSYS", 39 => "ENOTEMPTY", 40 => "ELOOP", 61 => "ENODATA", 62 => "ETIME", 71 => "EPROTO",
        75 => "EOVERFLOW", 87 => "EUSERS", 90 => "EMSGSIZE", 95 => "EOPNOTSUPP", 98 => "EADDRINUSE", 99 => "EADDRNOTAVAIL",
        100 => "ENETDOWN", 101 => "ENETUNREACH", 104 => "ECONNRESET", 105 => "ENOBUFS", 110 => "ETIMEDOUT", 111 => "ECONNREFUSED",
        113 => "EHOSTUNREACH", 117 => "EUCLEAN", 122 => "EDQUOT", _ => $"errno {Number}",
    };

    public override string ToString() => Name;
}
