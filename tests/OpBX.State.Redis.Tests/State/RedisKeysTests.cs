using System.Globalization;
using OpBX.State.Redis.Tests.Servers;
using OpBX.TestServers;
using OpBX.Tenants;
using StackExchange.Redis;

namespace OpBX.State.Redis.Tests.State;

public sealed class RedisKeysTests
{
    private readonly RedisKeys _keys = new("opbx");

    [Fact]
    public async Task Keys_of_one_script_are_in_one_slot_with_their_probe()
    {
        using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(RedisConfiguration.Parse(TestServer.Redis));
        var tenant = new TenantId(7);
        RedisKey[][] groups =
        [
            [_keys.Turn(tenant, 12), _keys.TurnOfSession(tenant, 12, "s", "1")],
            [_keys.Slots(tenant), _keys.Starts(tenant), _keys.Counts(tenant), _keys.Used(tenant), _keys.AdmissionsOfSession(tenant, "s")],
            [_keys.LiveCalls(tenant), _keys.LiveCallsHeard(tenant), _keys.LiveCallsEnded(tenant)],
            [_keys.RecordContents, _keys.RecordsDue, _keys.RecordBytes],
            [_keys.SnapshotCopy("tenant:7")],
            [_keys.Lease("job")],
            [_keys.NoticeSequence],
        ];
        foreach (RedisKey[] group in groups)
        {
            group.Append(_keys.Probe(group[0])).Select(key => connection.HashSlot(key)).Distinct().Should().ContainSingle(string.Create(CultureInfo.InvariantCulture, $"{group[0]}"));
        }
    }

    [Fact]
    public void Tenants_and_groups_have_slots_of_their_own()
        => _keys.Slots(new TenantId(7)).Should().NotBe(_keys.Slots(new TenantId(77)));

    [Fact]
    public void Hashes_keep_texts_apart_and_have_one_length()
    {
        string[] hashes = [RedisKeys.Hash("a", "bc"), RedisKeys.Hash("ab", "c"), RedisKeys.Hash("", "abc"), RedisKeys.Hash("abc", ""), RedisKeys.Hash(new string('x', 5000), "y")];

        hashes.Should().OnlyHaveUniqueItems().And.OnlyContain(static hash => hash.Length == 22);
    }
}
