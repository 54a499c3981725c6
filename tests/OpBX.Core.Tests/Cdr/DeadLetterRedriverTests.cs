using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using OpBX.Cdr;

namespace OpBX.Core.Tests.Cdr;

public sealed class DeadLetterRedriverTests
{
    private const string Good = """{"call_id":"leg-1","session":{"token":"s1"},"disposition":"ANSWER"}""";

    [Fact]
    public async Task Letter_whose_reason_is_gone_becomes_its_record_and_is_removed()
    {
        var host = new RecordHost();
        await host.CdrAsync(Good, RecordHost.Other);
        (await host.CdrAsync(Good)).Should().Be(IngestResult.DeadLettered, "another tenant holds the token");
        DeadLetter letter = (await host.DeadLettersAsync()).Single();
        DeadLetterRedriver redriver = Redriver(host);

        (await redriver.RedriveAsync(RecordHost.Tenant, letter.Id, null, default)).Should().Be(new RedriveResult(RedriveOutcome.Failed, "foreign-token"));
        host.Time.Now = RecordHost.Start.AddMinutes(1);
        await redriver.RedriveAsync(RecordHost.Tenant, letter.Id, null, default);
        (await host.DeadLettersAsync()).Single().Should().BeEquivalentTo(new { Attempts = 2, LastError = "foreign-token", LastAttemptAt = RecordHost.Start.AddMinutes(1), ReceivedAt = RecordHost.Start });
        await host.Storage.Archive!.DeleteTenantAsync(RecordHost.Other, 1000, default);
        host.Time.Now = RecordHost.Start.AddDays(1);
        (await redriver.RedriveAsync(RecordHost.Tenant, letter.Id, null, default)).Should().Be(new RedriveResult(RedriveOutcome.Stored, null));

        (await host.CdrsOfAsync("s1")).Should().ContainSingle().Which.CreatedAt.Should().Be(RecordHost.Start, "it was delivered then");
        (await host.DeadLettersAsync()).Should().BeEmpty();
        (await redriver.RedriveAsync(RecordHost.Tenant, letter.Id, null, default)).Outcome.Should().Be(RedriveOutcome.NotFound);
    }

    [Fact]
    public async Task Letter_of_another_tenant_is_not_found()
    {
        var host = new RecordHost();
        await host.CdrAsync("""{"call_id":"x"}""");
        DeadLetter letter = (await host.DeadLettersAsync()).Single();

        (await Redriver(host).RedriveAsync(RecordHost.Other, letter.Id, Encoding.UTF8.GetBytes(Good), default)).Outcome.Should().Be(RedriveOutcome.NotFound);
        (await host.CdrsOfAsync("s1", RecordHost.Other)).Should().BeEmpty();
    }

    [Fact]
    public async Task Malformed_letter_is_stored_from_a_corrected_body()
    {
        var host = new RecordHost();
        await host.Intake.DeadLetterAsync("cdr", RecordHost.Tenant, "malformed-json", "{\"call_id\":"u8.ToArray(), default);
        DeadLetter letter = (await host.DeadLettersAsync()).Single();
        DeadLetterRedriver redriver = Redriver(host);

        (await redriver.RedriveAsync(RecordHost.Tenant, letter.Id, null, default)).Error.Should().Be("malformed-json");
        (await redriver.RedriveAsync(RecordHost.Tenant, letter.Id, Encoding.UTF8.GetBytes(Good), default)).Outcome.Should().Be(RedriveOutcome.Stored);
        (await host.CdrsOfAsync("s1")).Should().ContainSingle();
    }

    [Fact]
    public async Task All_letters_of_a_query_are_driven_page_by_page()
    {
        var host = new RecordHost();
        for (int i = 0; i < 10; i++) await host.Intake.DeadLetterAsync("cdr", RecordHost.Tenant, "malformed-json", Encoding.UTF8.GetBytes(i % 2 == 0 ? Good.Replace("s1", "s" + i, StringComparison.Ordinal) : "{"), default);
        await host.Intake.DeadLetterAsync("mystery", RecordHost.Tenant, "malformed-json", "{}"u8.ToArray(), default);

        RedriveSummary summary = await Redriver(host).RedriveAllAsync(new DeadLetterQuery { Tenant = RecordHost.Tenant, Code = "malformed-json", Limit = 3 }, default);

        summary.Should().Be(new RedriveSummary(5, 6, true));
        (await host.DeadLettersAsync()).Select(static letter => letter.LastError).Should().BeEquivalentTo("malformed-json", "malformed-json", "malformed-json", "malformed-json", "malformed-json", "unknown-source");
        await Redriver(host).Invoking(r => r.RedriveAllAsync(new DeadLetterQuery { Tenant = null }, default).AsTask()).Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public async Task Storage_that_does_not_answer_leaves_the_letter_as_it_was()
    {
        using var down = new DownStorage();
        var host = new RecordHost(new InMemoryRecordOptions(), down, null, down);
        down.Inner = new OpBX.Storage.InMemoryOpBXStorage(OpBX.Numbers.NumberNormalizer.Default, [], host.Records);
        await host.CdrAsync("""{"call_id":"x"}""");
        DeadLetter letter = (await host.DeadLettersAsync()).Single();
        down.Poison = "s1";

        (await Redriver(host).RedriveAsync(RecordHost.Tenant, letter.Id, Encoding.UTF8.GetBytes(Good), default)).Outcome.Should().Be(RedriveOutcome.Unavailable);
        (await host.DeadLettersAsync()).Single().Attempts.Should().Be(0);
    }

    private static DeadLetterRedriver Redriver(RecordHost host) => new(host.Records.DeadLetters, host.Takers, host.Time, NullLogger<DeadLetterRedriver>.Instance);
}
