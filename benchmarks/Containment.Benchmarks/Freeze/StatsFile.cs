using Google.Protobuf;

namespace Containment.Benchmarks.Freeze;

/// <summary>CRIU's stats-dump: 8 bytes of magic, a length, then StatsEntry (CRIU, images/stats.proto).</summary>
internal static class StatsFile
{
    private const int Header = 12, DumpField = 1, FreezingTimeField = 1, FrozenTimeField = 2;

    /// <summary>From the first process that it stops to when it lets all go.</summary>
    public static double StoppedMilliseconds(string path)
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
            uint microseconds = 0;
            for (var inner = dump.ReadTag(); inner != 0; inner = dump.ReadTag())
            {
                if (WireFormat.GetTagFieldNumber(inner) is FreezingTimeField or FrozenTimeField) microseconds += dump.ReadUInt32();
                else dump.SkipLastField();
            }
            return microseconds / 1000.0;
        }
        throw new InvalidDataException($"{path} has no frozen_time.");
    }
}
