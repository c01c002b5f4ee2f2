using Containment.Bundles;
using Containment.Checkpoints.Criu;
using Containment.Checkpoints.Criu.Messages;
using Containment.Checkpoints.Dumping;
using Containment.Checkpoints.Restoring;
using Containment.Containers;
using Containment.Containers.Storing;
using Containment.Linux.Descriptors;
using Containment.Linux.Processes;
using Google.Protobuf;

namespace Containment.Tests.Checkpoints;

internal sealed class CriuTests
{
    [Test]
    public void A_program_that_is_not_there_is_an_error_that_names_the_package()
    {
        foreach (var failure in (ContainmentException[])[Assert.Throws<ContainmentException>(() => CriuProgram.Find("/nowhere/criu", "/bin"))!, Assert.Throws<ContainmentException>(() => CriuProgram.Find(null, "/nowhere:/also-nowhere"))!])
        {
            Assert.That(failure.Reason, Is.EqualTo(FailureReason.ToolMissing));
            Assert.That(failure.Message, Does.Contain("apt install criu"));
        }
    }

    [Test]
    public void A_program_that_is_too_old_is_refused()
    {
        Assert.That(Assert.Throws<ContainmentException>(() => CriuProgram.Accept(new(3, 17, 1)))!.Reason, Is.EqualTo(FailureReason.Unsupported));
        Assert.DoesNotThrow(() => CriuProgram.Accept(new(4, 1, 1)));
    }

    [Test]
    public void It_does_without_breakpoints_only_where_they_are_lost()
    {
        var steps = WorkerPlan.Alone(new("/usr/sbin/criu"));
        Assert.That(steps.TakeLast(3).Select(step => step.Call), Is.EqualTo(new[] { SystemCall.Breakpoint, SystemCall.Execve, SystemCall.Execve }));
        Assert.That((steps[^3].SkipDone, steps[^3].SkipRefused, steps[^3].Tolerated), Is.EqualTo(((byte)1, (byte)0, new[] { Errno.ENODEV })));
        Assert.That(Text(steps[^2]), Does.Contain("CRIU_FAULT=130"));
        Assert.That(Text(steps[^1]), Does.Not.Contain("CRIU_FAULT").And.Contain("PATH="));
        static string Text(PlanStep step) => System.Text.Encoding.UTF8.GetString(PlanEncoder.Encode([step], []));
    }

    [Test]
    public void The_log_gives_its_errors_and_a_known_one_a_remedy()
    {
        var errors = CriuLog.Errors(["(00.000012) Dumping", "(00.000100) Error (criu/rlimit.c:12): rlimit: Can't setup RLIMIT_NOFILE for self: Operation not permitted",
            "(00.010000) 42: Error (criu/sockets.c:123): sockets: Can't get 1:16 opt: Operation not supported"]);
        Assert.That(errors, Is.EqualTo("sockets: Can't get 1:16 opt: Operation not supported"));
        Assert.That(CriuLog.Remedy(errors), Does.Contain("4.2"));
    }

    [Test]
    public void An_image_is_changed_in_one_number_and_what_is_unknown_stays([Values(8, 12)] int head)
    {
        byte[] body = [0x08, 0x02, 0x1a, 0x04, 0x30, 0x05, 0x08, 0x07, 0x38, 0x63];
        byte[] image = [.. new byte[head - 4], (byte)body.Length, 0, 0, 0, .. body];
        if (head == 12) new byte[] { 0x19, 0x43, 0x56, 0x54 }.CopyTo(image, 0);
        var changed = ImageFile.Change(image, Inventory.Parser, inventory => inventory.RootIds.NetNsId = 127)!;
        var back = Inventory.Parser.ParseFrom(changed.AsSpan(head).ToArray());
        Assert.That(back.RootIds.NetNsId, Is.EqualTo(127));
        Assert.That(changed, Has.Length.EqualTo(image.Length));
        Assert.That(back.ToByteArray(), Is.SupersetOf(new byte[] { 0x38, 0x63 }));
    }

    [Test]
    public void A_cut_image_is_not_an_image([Values(0, 5, 11, 14)] int length)
    {
        byte[] image = [0x19, 0x43, 0x56, 0x54, 1, 1, 1, 1, 200, 0, 0, 0, 8, 1];
        Assert.That(ImageFile.Change(image[..length], Inventory.Parser, _ => { }), Is.Null);
    }

    [Test]
    public void Images_of_another_machine_are_refused()
    {
        var facts = new ImageFacts { Kernel = "6.1", Architecture = Machine.Architecture, Criu = new(4, 1), Processor = [.. Machine.Processor], Streams = [], Terminal = false, Ids = new IdRange(100_000), Volumes = ["/v"] };
        var here = new ContainerState { CreatedAt = default, Ownership = Ownership.Initial, Layers = [], Ids = new IdRange(300_000), Volumes = [new("v", "/v")] };
        Assert.DoesNotThrow(() => Fitness.Check("c", facts, here, new("c", new Containment.Images.RootSource.Directory("/"), new Containment.Bundles.ProcessSpec("x"))));
        foreach (var wrong in (ImageFacts[])[facts with { Architecture = "vax" }, facts with { Processor = [.. facts.Processor, "warp"] }, facts with { Ids = null }, facts with { Volumes = ["/data"] }, facts with { Volumes = ["/v", "/data"] }])
            Assert.That(Assert.Throws<ContainmentException>(() => Fitness.Check("c", wrong, here, new("c", new Containment.Images.RootSource.Directory("/"), new Containment.Bundles.ProcessSpec("x"))))!.Reason, Is.EqualTo(FailureReason.Unsupported));
    }
}
