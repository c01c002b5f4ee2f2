using System.Buffers.Binary;

namespace Containment.Tests.Launch.Filtering;

/// <summary>Runs a filter as the kernel would (the instructions that libseccomp and we use).</summary>
internal static class FilterMachine
{
    public static uint Run(byte[] program, uint architecture, uint call, params ReadOnlySpan<ulong> arguments)
    {
        var data = new byte[64];
        BinaryPrimitives.WriteUInt32LittleEndian(data, call);
        BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(4), architecture);
        for (var n = 0; n < arguments.Length; n++) BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(16 + n * 8), arguments[n]);
        uint a = 0;
        for (var at = 0; ; at++)
        {
            var step = program.AsSpan(at * 8, 8);
            var (code, yes, no, value) = (BinaryPrimitives.ReadUInt16LittleEndian(step), step[2], step[3], BinaryPrimitives.ReadUInt32LittleEndian(step[4..]));
            switch (code)
            {
                case 0x20: a = BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan((int)value)); break;
                case 0x54: a &= value; break;
                case 0x05: at += (int)value; break;
                case 0x15: at += a == value ? yes : no; break;
                case 0x25: at += a > value ? yes : no; break;
                case 0x35: at += a >= value ? yes : no; break;
                case 0x45: at += (a & value) != 0 ? yes : no; break;
                case 0x06: return value;
                default: throw new InvalidOperationException($"instruction {code:x}");
            }
        }
    }
}
