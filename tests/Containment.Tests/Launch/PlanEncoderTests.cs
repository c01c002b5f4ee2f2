using System.Buffers.Binary;
using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Tests.Launch;

/// <summary>The form of plans that containment-init reads (native/containment-init/plan.h).</summary>
internal sealed class PlanEncoderTests
{
    private static readonly SystemCall Call = new("call", 77);

    private static long Word(byte[] plan, int at) => BinaryPrimitives.ReadInt64LittleEndian(plan.AsSpan(at));

    private static int Half(byte[] plan, int at) => BinaryPrimitives.ReadInt32LittleEndian(plan.AsSpan(at));

    [Test]
    public void The_head_counts_what_follows()
    {
        var plan = PlanEncoder.Encode([new(Call), new(Call) { UndoneBy = new(Call) }], new PlanStep[] { new(Call) });
        Assert.That(new[] { Half(plan, 4), Half(plan, 8), Half(plan, 12), Half(plan, 16) }, Is.EqualTo([plan.Length, 4, 3, 0]));
        Assert.That(Word(plan, 32 + 3 * 64 + 48), Is.EqualTo(1), "the step it undoes");
    }

    [Test]
    public void A_step_is_64_bytes()
    {
        var plan = PlanEncoder.Encode([new(Call, 5, new PlanSlot(9)) { Result = new PlanSlot(3), Tolerated = [Errno.ENOENT], SkipRefused = 2, SkipDone = 1 }], []);
        Assert.That(plan, Has.Length.EqualTo(32 + 64));
        Assert.That(Half(plan, 32), Is.EqualTo(77));
        Assert.That(plan[36..40], Is.EqualTo(new byte[] { 2, 3, 2, 1 }));
        Assert.That((Word(plan, 40), Word(plan, 48), plan[32 + 56]), Is.EqualTo((5L, 9L, (byte)2)));
    }

    [Test]
    public void A_pointer_is_an_offset_that_is_listed_to_be_relocated()
    {
        var plan = PlanEncoder.Encode([new(Call, PlanData.Of(["ab"]))], []);
        var relocations = new[] { Half(plan, 96), Half(plan, 100) };
        Assert.That(relocations, Is.EquivalentTo([40, (int)Word(plan, 40)]));
        var text = (int)Word(plan, (int)Word(plan, 40));
        Assert.That(plan[text..(text + 3)], Is.EqualTo("ab\0"u8.ToArray()));
    }

    [Test]
    public void Data_that_two_steps_share_is_there_once()
    {
        var data = PlanData.Of("name");
        var plan = PlanEncoder.Encode([new(Call, data), new(Call, PlanArgument.Inside(data, 2))], []);
        Assert.That(Word(plan, 32 + 64 + 8), Is.EqualTo(Word(plan, 32 + 8) + 2));
    }

    [Test]
    public void A_string_with_a_NUL_inside_is_refused() => Assert.That(() => PlanData.Of("a\0b"), Throws.ArgumentException);
}
