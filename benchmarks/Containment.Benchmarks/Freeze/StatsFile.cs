using Google.Protobuf;

namespace Containment.Benchmarks.Freeze;

/// <summary>CRIU's stats-dump: 8 bytes of magic, a length, then StatsEntry (CRIU, images/stats.proto).</summary>
internal static class StatsFile
{
    private const int Header = 12, DumpField = 1, FrozenTimeField = 2;

    public static double FrozenMilliseconds(string path)
    {
        var entry = new CodedInputStream(File.ReadAllBytes(path)[Header..]);
        for (var tag = entry.ReadTag(); tag != 0; tag = entry.ReadTag())
        {
            if (WireFormat.GetTagFieldNumber(tag) != DumpField)
            {
                entry.SkipLastField();
                continue;
            }
            var dump = entry.ReadBytes().CreateCodedInput();
            for (var inner = dump.ReadTag(); inner != 0; inner = dump.ReadTag())
            {
                if (WireFormat.GetTagFieldNumber(inner) == FrozenTimeField) return dump.ReadUInt32() / 1000.0;
                dump.SkipLastField();
            }
        }
        throw new InvalidDataException($"{path} has no frozen_time.");
    }
}
