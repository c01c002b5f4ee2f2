using Containment.Resources;
using Containment.Resources.Sampling;

namespace Containment.Tests.Resources;

internal sealed class SampledContainerTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private PlainFiles _files = null!;
    private SampledContainer _container = null!;
    private DescriptorBudget _budget = null!;
    private byte[] _buffer = new byte[256];
    private TimeSpan _now;

    [SetUp]
    public void Make()
    {
        _files = new(("cpu.stat", Cpu(0)), ("memory.current", "1\n"), ("memory.peak", "1\n"), ("memory.stat", "anon 1\n"), ("io.stat", "8:0 rbytes=0 wbytes=0 rios=0 wios=0\n"), ("cpu.pressure", Stall(0)), ("memory.pressure", Stall(0)));
        (_budget, _now) = (new(0), TimeSpan.FromSeconds(100));
        _budget.Share(1);
        Look(TimeSpan.Zero);
    }

    [TearDown]
    public void Remove()
    {
        _container.Dispose();
        _files.Dispose();
    }

    [Test]
    public void Cores_are_the_cpu_time_since_the_sample_before()
    {
        Assert.That(_container.Sample.Cpu.Cores, Is.Zero);
        Write("cpu.stat", Cpu(1_500_000));
        Tick();
        Assert.That((_container.Sample.Cpu.Cores, _container.Sample.Cpu.Elapsed), Is.EqualTo((1.5, Second)));
        Tick();
        Assert.That(_container.Sample.Cpu.Cores, Is.Zero);
    }

    [Test]
    public void One_that_ran_is_read_at_once_and_its_details_when_they_are_due()
    {
        Write("memory.current", "2\n");
        Write("memory.stat", "anon 2\n");
        Write("memory.peak", "2\n");
        Run();
        Assert.That((_container.Sample.Memory.Current, _container.Sample.Memory.Anonymous), Is.EqualTo((2L, (long?)1)));
        for (var i = 0; i < 4; i++) Run();
        Assert.That((_container.Sample.Memory.Anonymous, _container.Sample.Memory.Peak), Is.EqualTo(((long?)2, (long?)1)));
        for (var i = 0; i < 5; i++) Run();
        Assert.That(_container.Sample.Memory.Peak, Is.EqualTo(2));
    }

    [Test]
    public void Pressure_is_read_in_its_interval_of_one_that_runs()
    {
        var schedule = new SampleSchedule(new() { CalmInterval = TimeSpan.FromSeconds(2), DetailInterval = TimeSpan.FromSeconds(5) }, 1);
        bool Pressure(int second, bool ran) => schedule.Due(TimeSpan.FromSeconds(second), Second, ran, waits: false).Pressure;
        Assert.That(((bool[])[Pressure(0, true), Pressure(1, true), Pressure(2, true), Pressure(3, false), Pressure(4, false), Pressure(5, true)]),
            Is.EqualTo(new[] { true, false, true, false, false, true }));
    }

    [Test]
    public void Pressure_that_was_felt_is_read_at_each_sample_and_others_in_their_interval()
    {
        _container.Dispose();
        Look(calm: TimeSpan.FromSeconds(3));
        Write("cpu.pressure", Stall(1));
        Write("memory.pressure", Stall(0));
        for (var i = 0; i < 3; i++) Run();
        Write("cpu.pressure", Stall(700_000));
        Write("memory.pressure", Stall(600_000));
        Run();
        Assert.That((_container.Sample.CpuPressure.Some.Total, _container.Sample.MemoryPressure.Some.Total), Is.EqualTo((TimeSpan.FromMilliseconds(700), TimeSpan.Zero)));
        Run();
        Run();
        Assert.That(_container.Sample.MemoryPressure.Some.Total, Is.EqualTo(TimeSpan.FromMilliseconds(600)));
    }

    [Test]
    public void Of_one_that_stands_still_only_cpu_time_is_read_until_the_idle_interval_is_over()
    {
        Write("memory.current", "2\n");
        for (var i = 0; i < 9; i++) Tick();
        Assert.That(_container.Sample.Memory.Current, Is.EqualTo(1));
        Tick();
        Assert.That(_container.Sample.Memory.Current, Is.EqualTo(2));
    }

    [Test]
    public void One_that_waits_does_not_stand_still()
    {
        Write("cpu.pressure", Stall(500_000));
        Run();
        Assert.That(_container.Sample.CpuPressure.Some.Lately, Is.EqualTo(0.5));
        Write("memory.current", "2\n");
        Tick();
        Assert.That((_container.Sample.Memory.Current, _container.Sample.CpuPressure.Some.Lately), Is.EqualTo((2L, 0.0)));
        Write("memory.current", "3\n");
        Tick();
        Assert.That(_container.Sample.Memory.Current, Is.EqualTo(2));
    }

    [Test]
    public void A_rate_counts_from_the_reading_before_and_ends_when_nothing_runs()
    {
        Write("io.stat", "8:0 rbytes=5000 wbytes=0 rios=10 wios=0\n");
        for (var i = 0; i < 5; i++) Run();
        Assert.That((_container.Sample.Io.ReadBytesPerSecond, _container.Sample.Io.ReadsPerSecond), Is.EqualTo((1000.0, 2.0)));
        Tick();
        Assert.That((_container.Sample.Io.ReadBytesPerSecond, _container.Sample.Io.ReadBytes), Is.EqualTo((0.0, (long?)5000)));
    }

    [Test]
    public void One_that_vanishes_is_left_out_and_comes_back_as_another()
    {
        Write("cpu.stat", Cpu(9_000_000));
        Tick();
        File.Delete(_files.Directory["cpu.stat"]);
        Assert.That(Tick(), Is.False);
        Write("cpu.stat", Cpu(1));
        Assert.That(Tick());
        Assert.That((_container.Sample.Cpu.Time, _container.Sample.Cpu.Cores), Is.EqualTo((TimeSpan.FromMicroseconds(1), 0.0)));
    }

    [Test]
    public void One_that_stays_away_is_looked_for_less_often_until_it_is_expected()
    {
        File.Delete(_files.Directory["cpu.stat"]);
        for (var i = 0; i < 7; i++) Tick();
        Write("cpu.stat", Cpu(1));
        Assert.That(Tick(), Is.False);
        _container.Expect();
        Assert.That(Tick());
    }

    [Test]
    public void A_file_that_is_longer_than_the_buffer_is_read_whole()
    {
        Write("io.stat", new string('x', 2000) + "\n8:0 rbytes=7 wbytes=0 rios=0 wios=0\n");
        for (var i = 0; i < 5; i++) Run();
        Assert.That(_container.Sample.Io.ReadBytes, Is.EqualTo(7));
    }

    private void Look(TimeSpan calm)
    {
        _container = new("a", _files.AsUnified, _budget, new(new() { CalmInterval = calm, DetailInterval = TimeSpan.FromSeconds(5), IdleInterval = TimeSpan.FromSeconds(10) }, 1));
        Assert.That(Tick());
    }

    private bool Tick() => _container.Read(_now += Second, Second, ref _buffer);

    private void Run()
    {
        Write("cpu.stat", Cpu((_container.Sample.Cpu.Time + TimeSpan.FromMilliseconds(1)).Ticks / 10));
        Tick();
    }

    private void Write(string file, string text) => File.WriteAllText(_files.Directory[file], text);

    private static string Cpu(long microseconds) => $"usage_usec {microseconds}\nuser_usec 0\nsystem_usec 0\n";

    private static string Stall(long total) => $"some avg10=0.00 avg60=0.00 avg300=0.00 total={total}\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n";
}
