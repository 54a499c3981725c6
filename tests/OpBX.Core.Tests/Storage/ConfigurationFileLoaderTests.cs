using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpBX.Numbers;
using OpBX.Tenants;

namespace OpBX.Storage;

public sealed class ConfigurationFileLoaderTests : IDisposable
{
    private const string Secret = "very-secret-value-1234567";

    private static readonly TenantId s_one = new(1);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("opbx-");
    private readonly InMemoryOpBXStorage _storage = new(NumberNormalizer.Default);
    private readonly RecordedLog<ConfigurationFileLoader> _log = new();
    private readonly ManualClock _clock = new();

    private string FilePath => Path.Combine(_folder.FullName, "pbx.json");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Start_withAGoodFile_servesItsTenants()
    {
        File.WriteAllText(FilePath, Document(1, "first"));
        using ConfigurationFileLoader loader = Loader();

        await loader.StartAsync(default);

        (await NameOf(s_one)).Should().Be("first");
        loader.LastFault.Should().BeNull();
        _log.Entries.Should().ContainSingle().Which.Should().BeEquivalentTo((1100, LogLevel.Information, $"Configuration of 1 tenant(s) loaded from {FilePath}."));
        await loader.StopAsync(default);
    }

    [Fact]
    public async Task Start_withoutAFile_goesOnAndLoadsItOnceItIsThere()
    {
        using ConfigurationFileLoader loader = Loader();
        await loader.StartAsync(default);
        _storage.Current.Ids.Should().BeEmpty();
        loader.LastFault.Should().Be("The file does not exist.");

        loader.Reload().Should().BeFalse();
        _log.Entries.Should().ContainSingle("the same fault is said once").Which.Should().BeEquivalentTo(new { Item1 = 1105, Item2 = LogLevel.Error });

        File.WriteAllText(FilePath, Document(1, "late"));
        loader.Reload().Should().BeTrue();
        (await NameOf(s_one)).Should().Be("late");
        loader.LastFault.Should().BeNull();
        await loader.StopAsync(default);
    }

    [Fact]
    public async Task Start_withABrokenFile_goesOnAndNamesLineAndReason()
    {
        File.WriteAllText(FilePath, "{\n  \"organization\": { \"id\": 1, \"name\": \"n\" },\n  \"extensions\": [ { \"id\": 1, \"extension_number\": \"1\", \"type\": \"phone\" } ]\n}");
        using ConfigurationFileLoader loader = Loader();

        await loader.StartAsync(default);

        _storage.Current.Ids.Should().BeEmpty();
        _log.Entries.Should().Contain(entry => entry.Id == 1102 && entry.Level == LogLevel.Error && entry.Text.Contains("line 3, $.extensions[0].type: One of these words is needed: user,"));
        _log.Entries.Should().Contain(entry => entry.Id == 1101 && entry.Text.Contains("1 error(s)"));
        loader.LastFault.Should().Contain("line 3");
        await loader.StopAsync(default);
    }

    [Fact]
    public async Task Reload_ofABrokenFile_keepsTheLastGoodOne()
    {
        File.WriteAllText(FilePath, Document(1, "good"));
        using ConfigurationFileLoader loader = Loader();
        loader.Reload().Should().BeTrue();

        File.WriteAllText(FilePath, Document(1, "broken")[..^20]);
        loader.Reload().Should().BeFalse();
        (await NameOf(s_one)).Should().Be("good");
        loader.LastFault.Should().Contain("1 error(s)");
        int logged = _log.Entries.Count;
        loader.Reload().Should().BeFalse();
        _log.Entries.Should().HaveCount(logged, "an unchanged file is not read again");

        File.WriteAllText(FilePath, Document(1, "good"));
        loader.Reload().Should().BeTrue("the file went back to what is served");
        loader.LastFault.Should().BeNull();
        (await _storage.Tenants.GetVersionAsync(s_one, default))!.Value.Version.Should().Be(1, "the content never changed");

        File.Delete(FilePath);
        loader.Reload().Should().BeFalse();
        (await NameOf(s_one)).Should().Be("good");
        loader.LastFault.Should().Be("The file does not exist.");

        File.WriteAllText(FilePath, Document(1, "good"));
        loader.Reload();
        loader.LastFault.Should().BeNull();
    }

    [Fact]
    public async Task Reload_ofAChange_bumpsTheVersionOfThatTenantOnly()
    {
        File.WriteAllText(FilePath, $$"""{"tenants":[{{Document(1, "one")}},{{Document(2, "two")}}]}""");
        using ConfigurationFileLoader loader = Loader();
        loader.Reload();

        File.WriteAllText(FilePath, $$"""{"tenants":[{{Document(1, "one")}},{{Document(2, "TWO")}}]}""");
        loader.Reload().Should().BeTrue();

        (await _storage.Tenants.GetVersionAsync(s_one, default))!.Value.Version.Should().Be(1);
        (await _storage.Tenants.GetVersionAsync(new TenantId(2), default))!.Value.Version.Should().Be(2);
    }

    [Fact]
    public async Task Reload_ofAnEditThatKeepsTimeAndLength_isSeen()
    {
        File.WriteAllText(FilePath, Document(1, "aaaa"));
        DateTime written = File.GetLastWriteTimeUtc(FilePath);
        using ConfigurationFileLoader loader = Loader();
        loader.Reload().Should().BeTrue();

        File.WriteAllText(FilePath, Document(1, "bbbb"));
        File.SetLastWriteTimeUtc(FilePath, written);

        loader.Reload().Should().BeTrue();
        (await NameOf(s_one)).Should().Be("bbbb");
    }

    [Fact]
    public async Task Reload_ofAReplacedFile_isSeen()
    {
        File.WriteAllText(FilePath, Document(1, "first"));
        using ConfigurationFileLoader loader = Loader();
        loader.Reload();

        File.WriteAllText(FilePath + ".new", Document(1, "second"));
        File.Move(FilePath + ".new", FilePath, overwrite: true);

        loader.Reload().Should().BeTrue();
        (await NameOf(s_one)).Should().Be("second");
    }

    [Fact]
    public void Reload_ofATooLargeFile_isRefusedWithoutReadingIt()
    {
        using (FileStream stream = File.Create(FilePath)) stream.SetLength(ConfigurationFile.MaxLength + 1);
        using ConfigurationFileLoader loader = Loader();

        loader.Reload().Should().BeFalse();

        loader.LastFault.Should().Be("The file is larger than 64 MiB.");
    }

    [Fact]
    public void TryRead_ofALargeFile_looksAtTheContentAgainOnlyAfterChanges()
    {
        File.WriteAllText(FilePath, new string(' ', 2 << 20));
        var file = new ConfigurationFile(FilePath);
        file.TryRead(out _).Should().Be(ConfigurationFileState.Changed);
        DateTime written = File.GetLastWriteTimeUtc(FilePath);

        File.WriteAllText(FilePath, new string('x', 2 << 20));
        File.SetLastWriteTimeUtc(FilePath, written);
        file.TryRead(out _).Should().Be(ConfigurationFileState.Changed, "the time of a fresh file says little");

        for (int i = 0; i < 10; i++) file.TryRead(out _).Should().Be(ConfigurationFileState.Unchanged);
        File.SetLastWriteTimeUtc(FilePath, written.AddSeconds(5));
        file.TryRead(out _).Should().Be(ConfigurationFileState.Unchanged, "the content is the same");
        File.WriteAllText(FilePath, new string('y', 2 << 20));
        file.TryRead(out _).Should().Be(ConfigurationFileState.Changed);
    }

    [Fact]
    public async Task Watch_atEachTick_looksAtTheFile()
    {
        File.WriteAllText(FilePath, Document(1, "first"));
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using ConfigurationFileLoader loader = Loader();
        await loader.StartAsync(default);
        _clock.Periods.Should().Equal(TimeSpan.FromSeconds(1));
        _storage.Changed += _ => changed.TrySetResult();

        File.WriteAllText(FilePath, Document(1, "second"));
        _clock.Tick();
        await changed.Task.WaitAsync(TimeSpan.FromSeconds(60));

        (await NameOf(s_one)).Should().Be("second");
        await loader.StopAsync(default);
        _clock.Periods.Should().BeEmpty("the watch ends with the host");
    }

    [Fact]
    public void Reload_whenAnObserverFails_servesTheNewConfiguration()
    {
        File.WriteAllText(FilePath, Document(1, "first"));
        _storage.Changed += static _ => throw new InvalidOperationException("observer");
        using ConfigurationFileLoader loader = Loader();

        loader.Reload().Should().BeTrue();

        _storage.Current.Find(s_one)!.Organization.Name.Should().Be("first");
        _log.Entries.Should().Contain(static entry => entry.Id == 1107);
    }

    [Fact]
    public async Task Reload_aTenantGivenInCode_winsOverTheFile()
    {
        File.WriteAllText(FilePath, $$"""{"tenants":[{{Document(1, "file")}},{{Document(2, "two")}}]}""");
        TenantConfiguration given = TenantSamples.Tenant(1, "code.opbx.example", TenantSamples.Key);
        using ConfigurationFileLoader loader = Loader(given);

        loader.Reload();

        (await NameOf(s_one)).Should().Be("Tenant");
        (await NameOf(new TenantId(2))).Should().Be("two");
        _log.Entries.Should().Contain(static entry => entry.Id == 1106);
    }

    [Fact]
    public void Reload_ofAnything_logsNoSecret()
    {
        string[] documents =
        [
            Document(1, "n").Replace("sample-requests-key-0001", Secret, StringComparison.Ordinal),
            $$"""{"organization":{"id":1,"name":"n"},"cloudonix_settings":{"domain_name":["{{Secret}}"],"domain_requests_api_key":t{{Secret}} } }""",
            $$"""{"organization":{"id":1,"name":"n"},"extensions":[{"id":1,"extension_number":"1","password":["{{Secret}}"],"service_token":{"a":"{{Secret}}"} } ] }""",
            $$"""{"organization":{"id":1,"name":"n"},"conference_rooms":[{"id":1,"name":"n","pin":"{{Secret}}"}],"users":[{"id":1,"name":"n","email":"e","password":"{{Secret}}","role":"boss"}]}""",
        ];
        using ConfigurationFileLoader loader = Loader();
        foreach (string document in documents)
        {
            File.WriteAllText(FilePath, document);
            loader.Reload();
            (loader.LastFault ?? "").Should().NotContain(Secret[..6]);
        }

        _log.Entries.Should().HaveCountGreaterThan(documents.Length);
        _log.Entries.Select(static entry => entry.Text).Should().NotContainMatch("*very-s*");
    }

    [Fact]
    public void Reload_ofManyFaults_logsTheFirstFifty()
    {
        string extensions = string.Join(",", Enumerable.Range(1, 200).Select(static id => $$"""{"id":{{id}},"extension_number":"{{id}}","wrong":1}"""));
        File.WriteAllText(FilePath, $$"""{"organization":{"id":1,"name":"n"},"extensions":[{{extensions}}]}""");
        using ConfigurationFileLoader loader = Loader();

        loader.Reload().Should().BeTrue();

        _log.Entries.Count(static entry => entry.Id == 1103).Should().Be(50);
        _log.Entries.Should().Contain(static entry => entry.Id == 1104 && entry.Text.Contains("150 further"));
    }

    private static string Document(int id, string name)
        => $$"""{"organization":{"id":{{id}},"name":"{{name}}"},"cloudonix_settings":{"domain_name":"t{{id}}.opbx.example","domain_requests_api_key":"sample-requests-key-0001"} }""";

    private ConfigurationFileLoader Loader(params TenantConfiguration[] given)
        => new(_storage, given, Options.Create(new ConfigurationFileOptions { Path = FilePath }), OpBX.Routing.RoutingCatalog.Default, _clock, _log);

    private async Task<string?> NameOf(TenantId tenant) => (await _storage.Tenants.LoadAsync(tenant, default))?.Organization.Name;
}
