using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using OpBX.Cdr;

namespace OpBX.Core.Tests.Cdr;

/// <summary>The files of the spool (rule C7): what was acknowledged is there after any end of the process.</summary>
public sealed class SpoolTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "opbx-spool-" + Guid.NewGuid().ToString("N"));

    public void Dispose()
    {
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Append_keeps_entries_in_order_over_a_restart()
    {
        await AppendAsync("one", "two", "three");

        (await ReadAsync()).Should().Equal("one", "two", "three");
    }

    [Fact]
    public async Task Append_of_an_entry_keeps_all_of_it()
    {
        SpoolEntry entry = Entry("{\"ü\":1}") with { Code = "malformed-json", Session = "s1", Tenant = RecordHost.Other };
        await using (RecordSpool spool = Open()) (await spool.AppendAsync(entry, default)).Should().BeTrue();

        await using RecordSpool again = Open();

        SpoolEntry kept = SpoolEntry.TryRead(again.Read(10).Single().Payload)!;
        kept.Should().BeEquivalentTo(entry, options => options.Excluding(e => e.Body));
        kept.Body.ToArray().Should().Equal(entry.Body.ToArray());
    }

    [Fact]
    public async Task Open_after_a_crash_at_any_byte_finds_every_whole_entry_and_takes_new_ones()
    {
        await AppendAsync("first", "second, which is longer", "3");
        string file = Directory.GetFiles(_folder, "*.spool").Single();
        byte[] whole = await File.ReadAllBytesAsync(file);
        int[] ends = Ends(whole);
        ends.Should().HaveCount(3);

        for (int length = 0; length <= whole.Length; length++)
        {
            Directory.Delete(_folder, recursive: true);
            Directory.CreateDirectory(_folder);
            await File.WriteAllBytesAsync(file, whole[..length]);
            string[] expected = [.. new[] { "first", "second, which is longer", "3" }.Take(ends.Count(end => end <= length))];

            await using (RecordSpool spool = Open())
            {
                spool.Waiting.Should().Be(expected.Length, "of {0} bytes", length);
                Texts(spool).Should().Equal(expected);
                (await spool.AppendAsync(Entry("new"), default)).Should().BeTrue();
            }
            (await ReadAsync()).Should().Equal([.. expected, "new"], "of {0} bytes", length);
        }
    }

    [Fact]
    public async Task Open_after_a_power_cut_that_left_zeros_or_noise_keeps_what_is_sound()
    {
        await AppendAsync("first", "second");
        string file = Directory.GetFiles(_folder, "*.spool").Single();
        byte[] whole = await File.ReadAllBytesAsync(file);
        var random = new Random(6);
        byte[] noise = new byte[300];
        random.NextBytes(noise);

        foreach (byte[] tail in (byte[][])[new byte[500], noise])
        {
            await File.WriteAllBytesAsync(file, [.. whole, .. tail]);
            (await ReadAsync()).Should().Equal("first", "second");
        }
    }

    [Fact]
    public async Task Open_with_one_bit_turned_loses_at_most_the_entry_that_holds_it()
    {
        await AppendAsync("alpha", "beta", "gamma");
        string file = Directory.GetFiles(_folder, "*.spool").Single();
        byte[] whole = await File.ReadAllBytesAsync(file);
        int[] ends = Ends(whole);

        for (int at = 8; at < whole.Length; at++)
        {
            byte[] broken = [.. whole];
            broken[at] ^= 0x10;
            await File.WriteAllBytesAsync(file, broken);

            await using (RecordSpool spool = Open())
            {
                string[] texts = Texts(spool);
                texts.Should().BeSubsetOf(["alpha", "beta", "gamma"]);
                int hit = ends.Count(end => end <= at);
                texts.Should().StartWith(new[] { "alpha", "beta", "gamma" }.Take(hit));
            }
            foreach (string aside in Directory.GetFiles(_folder, "*.damaged")) File.Delete(aside);
        }
    }

    [Fact]
    public async Task Open_while_another_has_the_folder_keeps_nothing_until_it_is_free()
    {
        RecordSpool first = Open();
        await using RecordSpool second = Make();

        second.TryOpen().Should().BeFalse();
        (await second.AppendAsync(Entry("x"), default)).Should().BeFalse();
        (await first.AppendAsync(Entry("y"), default)).Should().BeTrue();
        await first.DisposeAsync();

        second.TryOpen().Should().BeTrue();
        Texts(second).Should().Equal("y");
    }

    [Fact]
    public async Task Append_beyond_the_size_is_refused_until_there_is_room()
    {
        await using RecordSpool spool = Open(new SpoolOptions { Directory = _folder, MaxBytes = 1024 * 1024, SegmentBytes = 64 * 1024 });
        string big = new('x', 30_000);
        int kept = 0;
        while (await spool.AppendAsync(Entry(big), default)) kept++;

        kept.Should().BeInRange(30, 35);
        spool.Bytes.Should().BeLessThanOrEqualTo(1024 * 1024);
        Directory.GetFiles(_folder, "*.spool").Length.Should().BeGreaterThan(5);
        IReadOnlyList<SpoolItem> items = spool.Read(10);
        spool.Advance(items);
        spool.Waiting.Should().Be(kept - 10);
        (await spool.AppendAsync(Entry(big), default)).Should().BeTrue();
    }

    [Fact]
    public async Task Advance_removes_files_and_is_remembered()
    {
        var options = new SpoolOptions { Directory = _folder, SegmentBytes = 64 * 1024 };
        await using (RecordSpool spool = Open(options))
        {
            for (int i = 0; i < 10; i++) (await spool.AppendAsync(Entry(i + new string('x', 20_000)), default)).Should().BeTrue();
            spool.Advance(spool.Read(5));
        }
        await using RecordSpool again = Open(options);

        Texts(again).Select(static text => text[0]).Should().Equal('5', '6', '7', '8', '9');
        again.Advance(again.Read(100));
        again.Waiting.Should().Be(0);
        Directory.GetFiles(_folder, "*.spool").Should().BeEmpty();
        (await again.AppendAsync(Entry("after"), default)).Should().BeTrue();
        Texts(again).Should().Equal("after");
    }

    [Fact]
    public async Task Advance_into_the_file_that_is_written_and_append_go_together()
    {
        await using (RecordSpool spool = Open())
        {
            for (int i = 0; i < 50; i++)
            {
                (await spool.AppendAsync(Entry("a" + i), default)).Should().BeTrue();
                (await spool.AppendAsync(Entry("b" + i), default)).Should().BeTrue();
                IReadOnlyList<SpoolItem> items = spool.Read(1 + i % 3);
                spool.Advance(items);
            }
            spool.Waiting.Should().Be(Texts(spool).Length);
        }
        await using RecordSpool again = Open();
        again.Waiting.Should().Be(Texts(again).Length);
        Texts(again)[^1].Should().Be("b49");
    }

    [Fact]
    public async Task Concurrent_appends_share_flushes_and_are_all_kept()
    {
        int flushes = 0;
        using var allowed = new SemaphoreSlim(0);
        var spool = Make(new SpoolOptions { Directory = _folder }, (path, mode) => new CountingFile(path, mode, () => { allowed.Wait(); Interlocked.Increment(ref flushes); }));
        spool.TryOpen().Should().BeTrue();

        Task<bool>[] appends = [.. Enumerable.Range(0, 500).Select(i => spool.AppendAsync(Entry("e" + i), default).AsTask())];
        appends.Should().OnlyContain(static append => !append.IsCompleted, "nothing is acknowledged before the disk has it");
        allowed.Release(1000);
        (await Task.WhenAll(appends)).Should().OnlyContain(static isKept => isKept);

        flushes.Should().BeLessThan(50);
        await spool.DisposeAsync();
        (await ReadAsync()).Should().BeEquivalentTo(Enumerable.Range(0, 500).Select(static i => "e" + i));
    }

    [Fact]
    public async Task A_disk_that_refuses_fails_the_appends_of_its_group_and_no_later_ones()
    {
        Exception? fault = null;
        await using (RecordSpool spool = Make(new SpoolOptions { Directory = _folder }, (path, mode) => new CountingFile(path, mode, () => { if (fault is not null) throw fault; })))
        {
            spool.TryOpen().Should().BeTrue();
            (await spool.AppendAsync(Entry("before"), default)).Should().BeTrue();
            fault = new IOException("No space left on device");
            (await spool.AppendAsync(Entry("lost"), default)).Should().BeFalse();
            (await spool.AppendAsync(Entry("lost too"), default)).Should().BeFalse();
            fault = null;
            (await spool.AppendAsync(Entry("after"), default)).Should().BeTrue();
            Texts(spool).Should().Equal("before", "after");
            spool.Waiting.Should().Be(2);
        }
        (await ReadAsync()).Should().Equal("before", "after");
    }

    [Fact]
    public async Task Files_are_for_their_owner_only()
    {
        await AppendAsync("secret");
        if (OperatingSystem.IsWindows()) return;

        File.GetUnixFileMode(Directory.GetFiles(_folder, "*.spool").Single()).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(_folder).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Theory]
    [InlineData("", 1L << 30, 1 << 20, 1, 30, "Directory")]
    [InlineData("x", 1, 1 << 20, 1, 30, "MaxBytes")]
    [InlineData("x", 1L << 30, 1, 1, 30, "SegmentBytes")]
    [InlineData("x", 1L << 30, 1 << 20, 0, 30, "RetryDelay")]
    [InlineData("x", 1L << 30, 1 << 20, 5, 1, "MaxRetryDelay")]
    public void Options_that_cannot_be_meant_are_named(string directory, long max, int segment, int retry, int maxRetry, string name)
    {
        var options = new SpoolOptions { Directory = directory, MaxBytes = max, SegmentBytes = segment, RetryDelay = TimeSpan.FromSeconds(retry), MaxRetryDelay = TimeSpan.FromSeconds(maxRetry) };

        new SpoolOptionsValidator().Validate(null, options).FailureMessage.Should().Contain("SpoolOptions." + name);
        new SpoolOptionsValidator().Validate(null, new SpoolOptions()).Succeeded.Should().BeTrue();
    }

    private async Task AppendAsync(params string[] texts)
    {
        await using RecordSpool spool = Open();
        foreach (string text in texts) (await spool.AppendAsync(Entry(text), default)).Should().BeTrue();
    }

    private async Task<string[]> ReadAsync()
    {
        await using RecordSpool spool = Open();
        return Texts(spool);
    }

    private static string[] Texts(RecordSpool spool) => [.. spool.Read(1000).Select(static item => Encoding.UTF8.GetString(SpoolEntry.TryRead(item.Payload)!.Body.Span))];

    private static SpoolEntry Entry(string text)
        => new() { Source = "cdr", Tenant = RecordHost.Tenant, ReceivedAt = RecordHost.Start, Body = Encoding.UTF8.GetBytes(text) };

    private RecordSpool Open(SpoolOptions? options = null)
    {
        RecordSpool spool = Make(options);
        spool.TryOpen().Should().BeTrue();
        return spool;
    }

    private RecordSpool Make(SpoolOptions? options = null, Func<string, FileMode, SpoolFile>? open = null)
        => new(options ?? new SpoolOptions { Directory = _folder }, new RecordMetrics(null), NullLogger<RecordSpool>.Instance, open ?? (static (path, mode) => new SpoolFile(path, mode)));

    private static int[] Ends(byte[] file)
    {
        var ends = new List<int>();
        for (int at = 8; at < file.Length; ends.Add(at)) at += 8 + BitConverter.ToInt32(file, at);
        return [.. ends];
    }

    private sealed class CountingFile(string path, FileMode mode, Action flushing) : SpoolFile(path, mode)
    {
        public override void Flush()
        {
            flushing();
            base.Flush();
        }
    }
}
