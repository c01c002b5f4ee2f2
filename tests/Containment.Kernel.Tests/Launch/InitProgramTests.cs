using Containment.Kernel.Tests.Needs;
using Containment.Launch.Keeping;
using Containment.Launch.Plans;
using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Kernel.Tests.Launch;

/// <summary>containment-init against plans made by hand.</summary>
[Needs(Need.Root)]
[CancelAfter(30_000)]
internal sealed class InitProgramTests
{
    private const int OnlyNow = 0x180;
    private static readonly SystemCall Impossible = new("impossible", 0xffff), ExitGroup = new("exit_group", Arm64 ? 94 : 231), Getpid = new("getpid", Arm64 ? 172 : 39);
    private string _directory = null!;

    private static bool Arm64 => System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64;

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("ctinit").FullName;

    [TearDown]
    public void RemoveDirectory() => Directory.Delete(_directory, recursive: true);

    private static async Task<KeeperPacket?> SendAsync(byte[] plan)
    {
        var (pid, raw) = InitProcess.Start();
        Zombies.Watch(pid);
        using var socket = new KeeperSocket(raw);
        await socket.SendPlanAsync(plan);
        raw.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        var answer = await socket.ReceiveAsync();
        await Zombies.ReapAsync(pid).WaitAsync(TimeSpan.FromSeconds(10));
        return answer;
    }

    private static async Task<(long Step, Errno Error)> FailAsync(IReadOnlyList<PlanStep> keeper, params IReadOnlyList<PlanStep> child)
    {
        var answer = await SendAsync(PlanEncoder.Encode(keeper, child));
        Assert.That(answer?.Head.Kind, Is.EqualTo(Told.Failed));
        return (answer!.Head.Detail, new Errno(answer.Head.Value));
    }

    private PlanStep Make(string name) => new(SystemCall.Mkdirat, Flags.AtCwd, $"{_directory}/{name}", OnlyNow);

    private static PlanStep Clone => new(SystemCall.CloneChild, 0, 0, PlanSlot.None, 200) { Result = new PlanSlot(201) };

    [Test]
    public async Task A_step_that_fails_is_said_with_its_error() =>
        Assert.That(await FailAsync([Make("a"), Make("a"), Make("b")]), Is.EqualTo((1L, Errno.EEXIST)));

    [Test]
    public async Task What_was_done_is_undone_and_nothing_else()
    {
        PlanStep Undone(string name, PlanStep make) => make with { UndoneBy = new(SystemCall.Unlinkat, Flags.AtCwd, $"{_directory}/{name}", 0x200) };
        Directory.CreateDirectory($"{_directory}/later");
        await FailAsync([Undone("a", Make("a")), Undone("a/b", Make("a/b")), new(Impossible), Undone("later", Make("later"))]);
        Assert.That(Directory.EnumerateDirectories(_directory).Select(Path.GetFileName), Is.EqualTo(["later"]));
    }

    [Test]
    public async Task A_tolerated_error_passes_over_as_many_steps_as_it_says()
    {
        await FailAsync([Make("a"), Make("a") with { Tolerated = [Errno.EEXIST], SkipRefused = 1 }, Make("not"), Make("b") with { SkipDone = 1 }, Make("nor"), Make("c"), new(Impossible)]);
        Assert.That(Directory.EnumerateDirectories(_directory).Select(Path.GetFileName).Order(), Is.EqualTo(["a", "b", "c"]));
    }

    [Test]
    public async Task A_result_goes_through_a_slot_into_a_path_and_into_data()
    {
        var (pid, file) = (new PlanSlot(1), new PlanSlot(2));
        var path = PlanData.Of("/proc/##########/comm");
        await FailAsync(
        [
            new(Getpid) { Result = pid },
            new(SystemCall.Patch, pid, PlanArgument.Inside(path, 6), 10),
            new(SystemCall.WriteFile, Flags.AtCwd, path, PlanData.Of("renamed"), 7),
            new(SystemCall.Openat, Flags.AtCwd, $"{_directory}/out", Flags.WriteOnly | Flags.Create, OnlyNow) { Result = file },
            new(SystemCall.WriteDescriptor, file, path, 21),
            new(Impossible),
        ]);
        Assert.That(await File.ReadAllTextAsync($"{_directory}/out"), Does.Match(@"\A/proc//+\d+/comm\z"));
    }

    [Test]
    public async Task A_child_that_fails_is_said_with_its_own_step() =>
        Assert.That(await FailAsync([Clone, new(SystemCall.AwaitExec)], Make("a"), Make("a")), Is.EqualTo((3L, Errno.EEXIST)));

    [Test]
    public async Task A_child_that_ends_by_itself_is_a_failure() =>
        Assert.That((await FailAsync([Clone, new(SystemCall.AwaitExec)], new PlanStep(ExitGroup, 0))).Error, Is.EqualTo(Errno.EINTR));

    [Test]
    public async Task A_child_that_waits_is_killed_when_the_keeper_fails() =>
        Assert.That(await FailAsync([Clone, new(Impossible)], new PlanStep(SystemCall.Await, 1)), Is.EqualTo((1L, Errno.ENOSYS)));

    [Test]
    public async Task A_child_passes_once_it_is_signalled() =>
        Assert.That(await FailAsync([Clone, new(SystemCall.Signal, 2), new(SystemCall.AwaitExec)], new PlanStep(SystemCall.Await, 1), new PlanStep(SystemCall.Await, 2), new PlanStep(Impossible)), Is.EqualTo((5L, Errno.ENOSYS)));

    [Test]
    public async Task A_netlink_message_fails_with_the_kernels_answer()
    {
        // RTM_DELLINK of a link that is not there (rtnetlink(7)).
        byte[] message = [32, 0, 0, 0, 17, 0, 5, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0x7f, 0, 0, 0, 0, 0, 0, 0, 0];
        var socket = new PlanSlot(1);
        var failure = await FailAsync([new(SystemCall.Socket, 16, 3, 0) { Result = socket }, new(SystemCall.Netlink, socket, new PlanData(message), message.Length)]);
        Assert.That(failure, Is.EqualTo((1L, Errno.ENODEV)));
    }

    [Test]
    public async Task A_plan_of_another_form_is_not_begun([Values("magic", "size", "steps", "relocation")] string what)
    {
        var plan = PlanEncoder.Encode([Make("a")], []);
        var at = what switch { "magic" => 0, "size" => 4, "steps" => 8, _ => 32 + 64 };
        BitConverter.TryWriteBytes(plan.AsSpan(at), 0x7fffffff);
        Assert.That(await SendAsync(plan), Is.Null);
        Assert.That(Directory.EnumerateDirectories(_directory), Is.Empty);
    }

    [Test]
    public async Task A_plan_that_breaks_off_is_not_begun()
    {
        var plan = PlanEncoder.Encode([Make("a")], []);
        Assert.That(await SendAsync(plan[..^8]), Is.Null);
        Assert.That(Directory.EnumerateDirectories(_directory), Is.Empty);
    }

    [Test]
    public async Task A_plan_of_half_a_megabyte_arrives_whole()
    {
        var failure = await FailAsync([new(SystemCall.Chdir, PlanData.Of(new string('/', 500_000))), Make("never")]);
        Assert.That(failure, Is.EqualTo((0L, new Errno(36))), "ENAMETOOLONG");
    }
}
