using Containment.Bundles.Users;

namespace Containment.Tests.Bundles;

internal sealed class UserLookupTests
{
    private const string Passwd = "root:x:0:0:root:/root:/bin/sh\n# a comment\nbroken\nredis:x:101:102::/var/lib/redis:/bin/false\n1000:x:7:7::/seven:\nbad:x:99999999999:1::/:\n";
    private const string Group = "root:x:0:\nredis:x:102:\naudio:x:29:redis,alice\nvideo:x:44:alice\nalso:x:29:redis\n";

    [TestCase("", 0u, 0u, "/root")]
    [TestCase("redis", 101u, 102u, "/var/lib/redis")]
    [TestCase("redis:video", 101u, 44u, "/var/lib/redis")]
    [TestCase("101", 101u, 102u, "/var/lib/redis")]
    [TestCase("101:5", 101u, 5u, "/var/lib/redis")]
    [TestCase("4242", 4242u, 0u, "/")]
    [TestCase("4242:audio", 4242u, 29u, "/")]
    [TestCase("1000", 7u, 7u, "/seven")]
    public void A_user_is_found_by_name_or_number(string user, uint uid, uint gid, string home)
    {
        var found = UserLookup.Find(user, Passwd, Group);
        Assert.That((found.Uid, found.Gid, found.Home), Is.EqualTo((uid, gid, home)));
    }

    [Test]
    public void A_user_is_in_the_groups_that_list_him_once_each_unless_a_group_was_named()
    {
        Assert.That(UserLookup.Find("redis", Passwd, Group).AdditionalGids, Is.EqualTo(new[] { 29u }));
        Assert.That(UserLookup.Find("redis:redis", Passwd, Group).AdditionalGids, Is.Empty);
    }

    [TestCase("nobody")]
    [TestCase("redis:nogroup")]
    [TestCase("bad")]
    [TestCase("-1")]
    [TestCase("4294967295")]
    [TestCase("redis:4294967295")]
    public void A_user_or_group_that_is_not_there_is_refused(string user) =>
        Assert.That(Assert.Throws<InvalidSpecException>(() => UserLookup.Find(user, Passwd, Group))!.Field, Is.EqualTo("process.user"));
}
