using Containment.Backups;
using Containment.Backups.Restic;

namespace Containment.Tests.Backups;

internal sealed class ResticTests
{
    private static readonly BackupRepository Repository = new("s3:https://x/y") { PasswordFile = "/p", Options = ["s3.connections=3"] };
    private const string Begin = "--repo s3:https://x/y --password-file /p --option s3.connections=3 --json ";

    [Test]
    public void A_backup_says_whose_it_is_and_goes_by_all_that_a_file_shows() =>
        Assert.That(string.Join(' ', ResticArguments.Backup(Repository, "web", memory: true, null, kept: true, "h", ["/s/web", "/l"])),
            Is.EqualTo(Begin + "backup --host h --tag containment,container=web,memory -- /s/web /l"));

    [Test]
    public void Of_a_copy_that_is_made_anew_each_time_only_name_size_and_time_tell() =>
        Assert.That(string.Join(' ', ResticArguments.Backup(Repository, "web", memory: false, "1f", kept: false, "h", ["/s/web"])),
            Is.EqualTo(Begin + "backup --host h --tag containment,container=web,hand-over=1f --ignore-inode --ignore-ctime -- /s/web"));

    [Test]
    public void A_restore_takes_paths_and_no_patterns() =>
        Assert.That(string.Join(' ', ResticArguments.Restore(Repository, "abcd", "/t", ["/a[1]*?\\b"])), Is.EqualTo(Begin + @"restore abcd --target /t --include /a\[1]\*\?\\b"));

    [Test]
    public void What_is_kept_is_counted_for_each_container_by_itself() =>
        Assert.That(string.Join(' ', ResticArguments.Forget(Repository, "web", new() { Last = 3, Weekly = 4 })),
            Is.EqualTo(Begin + "forget --prune --group-by tags --tag containment,container=web --keep-last 3 --keep-weekly 4"));

    [TestCase("Fatal: wrong password or no key found", FailureReason.ToolFailed, "password")]
    [TestCase("Fatal: unable to open config file: stat: no such file\nIs there a repository at the following location?", FailureReason.NotFound, "backup init")]
    [TestCase("write /r/data/x-tmp: no space left on device", FailureReason.Exhausted, "no space")]
    [TestCase("unable to create lock in backend: repository is already locked by PID 7", FailureReason.TimedOut, "restic unlock")]
    [TestCase("Pack ID does not match, want 3b, got c8\nFatal: repository contains errors", FailureReason.Corrupt, "does not match")]
    [TestCase("dial tcp 127.0.0.1:9: connect: connection refused", FailureReason.PeerFailed, "refused")]
    [TestCase("Fatal: unable to open config file: dial tcp 127.0.0.1:9: connect: connection refused\nIs there a repository at the following location?", FailureReason.PeerFailed, "refused")]
    [TestCase("something else", FailureReason.ToolFailed, "something else")]
    [TestCase("", FailureReason.ToolFailed, "said nothing")]
    public void Its_last_words_become_a_reason(string words, FailureReason reason, string part)
    {
        var failure = ResticWords.Failure("r", 1, words.Split('\n'));
        Assert.That((failure.Reason, failure.Message.Contains(part, StringComparison.Ordinal)), Is.EqualTo((reason, true)), failure.Message);
    }

    [Test]
    public void A_snapshot_of_somebody_else_is_no_backup()
    {
        var ours = new ResticSnapshot { Id = "0123456789", Time = default, Hostname = "h", Paths = ["/root", "/var/lib/containment/backups/web"], Tags = ["containment", "container=web", "memory"] };
        Assert.That((ours.ToBackup(), ours.Stage), Is.EqualTo((new Backup("01234567", "web", "h", default, true), "/var/lib/containment/backups/web")));
        Assert.That((ours with { Tags = ["mine"] }).ToBackup(), Is.Null);
        Assert.That((ours with { Tags = ["containment", "container=../x"] }).ToBackup(), Is.Null);
    }

    [TestCase("s3:https://key:secret@host/x", "s3:https://host/x")]
    [TestCase("rest:https://user:secret@host:8000/a@b", "rest:https://host:8000/a@b")]
    [TestCase("sftp:user@host:/x", "sftp:user@host:/x")]
    [TestCase("/a@b", "/a@b")]
    [TestCase("s3:https://host/a@b", "s3:https://host/a@b")]
    public void A_password_in_an_address_is_not_shown(string location, string shown) => Assert.That($"{new BackupRepository(location)}", Is.EqualTo(shown));

    [TestCase("")]
    [TestCase("--help")]
    public void What_is_no_place_is_refused(string location) => Assert.That(() => new BackupRepository(location), Throws.InstanceOf<InvalidSpecException>());
}
