using System.Buffers.Binary;

namespace Containment.Linux.Processes;

/// <summary>Writes a plan in the form that containment-init reads (native/containment-init/plan.h).</summary>
internal sealed class PlanEncoder
{
    private const int HeaderSize = 32, StepSize = 64;
    private const uint Magic = 0x31504c43;

    private readonly List<(PlanData Data, int At)> _placed = [];
    private readonly Dictionary<PlanData, int> _offsets = new(ReferenceEqualityComparer.Instance);
    private readonly List<int> _relocations = [];
    private int _dataEnd;

    /// <summary>
    /// The plan's bytes. Steps of the children follow those of the keeper (a clone names its child by 0, 1 or 2); then come those that undo.
    /// </summary>
    public static byte[] Encode(IReadOnlyList<PlanStep> keeper, params IReadOnlyList<IReadOnlyList<PlanStep>> children)
    {
        List<(PlanStep Step, int Undoes)> all = [.. keeper.Select(step => (step, -1))];
        List<int> starts = [];
        foreach (var child in children)
        {
            starts.Add(all.Count);
            all.AddRange(child.Select(step => (step, -1)));
        }
        var undo = all.Count;
        for (var i = 0; i < keeper.Count; i++)
            if (keeper[i].UndoneBy is { } undoing) all.Add((undoing, i));
        return new PlanEncoder().Write(all, undo, [.. starts]);
    }

    private byte[] Write(List<(PlanStep Step, int Undoes)> steps, int undo, int[] children)
    {
        // Data is placed from 0 first; where it begins is known once the relocations are counted.
        foreach (var (step, _) in steps)
            foreach (var argument in step.Arguments)
                if (argument.Data is { } data) Place(data);
        var pointers = _placed.Sum(p => p.Data.Pointers.Count) + steps.Sum(s => s.Step.Arguments.Count(a => a.Data is not null));
        var start = (HeaderSize + steps.Count * StepSize + pointers * 4 + 7) & ~7;
        var plan = new byte[start + _dataEnd];
        foreach (var (data, at) in _placed)
        {
            data.Bytes.CopyTo(plan, start + at);
            foreach (var (offset, target) in data.Pointers) Point(plan, start + at + offset, start + _offsets[target]);
        }
        for (var i = 0; i < steps.Count; i++) WriteStep(plan, HeaderSize + i * StepSize, steps[i].Step, steps[i].Undoes, start, children);

        Span<uint> header = [Magic, (uint)plan.Length, (uint)steps.Count, (uint)undo, (uint)_relocations.Count, 0, 0, 0];
        MemoryMarshal.AsBytes(header).CopyTo(plan);
        var table = MemoryMarshal.Cast<byte, int>(plan.AsSpan(HeaderSize + steps.Count * StepSize, _relocations.Count * 4));
        CollectionsMarshal.AsSpan(_relocations).CopyTo(table);
        return plan;
    }

    private void WriteStep(byte[] plan, int at, PlanStep step, int undoes, int dataStart, int[] children)
    {
        var bytes = plan.AsSpan(at, StepSize);
        BinaryPrimitives.WriteInt32LittleEndian(bytes, step.Call.Number);
        bytes[5] = step.Result?.Number ?? PlanSlot.None;
        bytes[6] = step.SkipRefused;
        bytes[7] = step.SkipDone;
        for (var n = 0; n < step.Arguments.Count; n++)
        {
            var argument = step.Arguments[n];
            var value = argument.Value;
            if (argument.IsSlot) bytes[4] |= (byte)(1 << n);
            if (step.Call == SystemCall.CloneChild && n == 1) value = children[value];
            if (argument.Data is { } data) Point(plan, at + 8 + n * 8, dataStart + _offsets[data] + (int)value);
            else BinaryPrimitives.WriteInt64LittleEndian(bytes[(8 + n * 8)..], value);
        }
        if (undoes >= 0) BinaryPrimitives.WriteInt64LittleEndian(bytes[48..], undoes);
        for (var n = 0; n < step.Tolerated.Count; n++) BinaryPrimitives.WriteUInt16LittleEndian(bytes[(56 + n * 2)..], (ushort)step.Tolerated[n].Number);
    }

    private void Point(byte[] plan, int at, int target)
    {
        BinaryPrimitives.WriteInt64LittleEndian(plan.AsSpan(at), target);
        _relocations.Add(at);
    }

    private void Place(PlanData data)
    {
        if (!_offsets.TryAdd(data, _dataEnd)) return;
        _placed.Add((data, _dataEnd));
        _dataEnd = (_dataEnd + data.Bytes.Length + 7) & ~7;
        foreach (var (_, target) in data.Pointers) Place(target);
    }
}
