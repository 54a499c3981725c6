namespace OpBX.State;

/// <summary>Whose turn it is (rules G4, R5).</summary>
internal static class RotationChecks
{
    private static readonly long[] Three = [11, 12, 13];

    public static IEnumerable<StateCheck> All =>
    [
        new("rotation.consecutive", "Consecutive calls start at consecutive members, whatever node takes them.", async run =>
        {
            var got = new List<long>();
            for (int i = 0; i < 7; i++) got.Add(await run.NextAsync(run.Node(i), "s" + i, Three));
            StateRun.SameItems([11, 12, 13, 11, 12, 13, 11], got, "the first members of seven calls");
        }),
        new("rotation.fair-over-nodes", "After N calls each of m members was first N/m times, give or take one, also when nodes and threads ask at once.", async run =>
        {
            long[] got = await StateRun.AtOnceAsync(400, i => run.NextAsync(run.Node(i), "s" + i, Three).AsTask());
            foreach (long member in Three)
            {
                int turns = got.Count(m => m == member);
                StateRun.That(turns is 133 or 134, $"member {member} must have been first 133 or 134 times of 400; it was {turns} times");
            }
        }),
        new("rotation.same-session-same-answer", "A repeated webhook gets the same member and consumes no turn.", async run =>
        {
            long[] got = await StateRun.AtOnceAsync(20, i => run.NextAsync(run.Node(i), "s", Three, "at=3").AsTask());
            StateRun.That(got.All(member => member == 11), "twenty repeats of one step must all get member 11; they got " + string.Join(", ", got.Distinct()));
            StateRun.Same(12, await run.NextAsync(run.State, "next", Three), "the turn after the repeats");
        }),
        new("rotation.step-is-part-of-the-question", "Another step of the same session takes a turn of its own; session and step cannot be confused.", async run =>
        {
            StateRun.Same(11, await run.NextAsync(run.State, "ab", Three, "c"), "session ab, step c");
            StateRun.Same(12, await run.NextAsync(run.State, "a", Three, "bc"), "session a, step bc");
            StateRun.Same(11, await run.NextAsync(run.OtherNode, "ab", Three, "c"), "session ab, step c again");
        }),
        new("rotation.no-session", "Without a session every request takes a turn.", async run =>
        {
            StateRun.Same(11, await run.NextAsync(run.State, null, Three), "the first turn");
            StateRun.Same(12, await run.NextAsync(run.OtherNode, "", Three), "the second turn");
            StateRun.Same(13, await run.NextAsync(run.State, null, Three), "the third turn");
        }),
        new("rotation.groups-apart", "Groups and tenants have turns of their own.", async run =>
        {
            await run.NextAsync(run.State, "s1", Three);
            StateRun.Same(11, await run.NextAsync(run.State, "s1", Three, group: 4), "the first turn of another group, for the same session");
            StateRun.Same(11, await run.NextAsync(run.State, "s1", Three, tenant: StateRun.Neighbour), "the first turn of another tenant's group of the same id");
            StateRun.Same(12, await run.NextAsync(run.State, "s3", Three, group: 4), "the second turn of that group, for another session");
            StateRun.Same(12, await run.NextAsync(run.State, "s2", Three), "the second turn of the first group");
        }),
        new("rotation.removed-member", "When the member that was first leaves, whoever moved up to its place comes next: an edit skips nobody.", async run =>
        {
            await run.NextAsync(run.State, "s1", Three);
            StateRun.Same(12, await run.NextAsync(run.State, "s2", Three), "the second turn");
            StateRun.Same(13, await run.NextAsync(run.OtherNode, "s3", [11, 13]), "the turn after member 12 left");
            StateRun.Same(11, await run.NextAsync(run.State, "s4", [11, 13]), "the turn after that");
        }),
        new("rotation.added-member", "A new member comes in its place of the order.", async run =>
        {
            await run.NextAsync(run.State, "s1", Three);
            StateRun.Same(20, await run.NextAsync(run.State, "s2", [11, 20, 12, 13]), "the turn after member 20 came second");
            StateRun.Same(12, await run.NextAsync(run.State, "s3", [11, 20, 12, 13]), "the turn after that");
        }),
        new("rotation.answer-gone", "A session whose member left gets the one in its place, and the group goes on from there.", async run =>
        {
            await run.NextAsync(run.State, "s1", Three);
            StateRun.Same(12, await run.NextAsync(run.State, "s2", Three, "x"), "the turn of the session");
            StateRun.Same(13, await run.NextAsync(run.OtherNode, "s2", [11, 13], "x"), "its turn after member 12 left");
            StateRun.Same(13, await run.NextAsync(run.State, "s2", [11, 13], "x"), "its turn when it asks again");
            StateRun.Same(11, await run.NextAsync(run.State, "s3", [11, 13]), "the turn of the next call");
        }),
        new("rotation.last-member-gone", "When the last of the order leaves, the first comes next.", async run =>
        {
            for (int i = 0; i < 3; i++) await run.NextAsync(run.State, "s" + i, Three);
            StateRun.Same(11, await run.NextAsync(run.State, "s3", [11, 12]), "the turn after the last member left");
        }),
        new("rotation.edits-starve-nobody", "While a group is edited again and again, everybody who stays gets turns.", async run =>
        {
            var turns = new Dictionary<long, int>();
            for (int i = 0; i < 120; i++)
            {
                long[] members = (i / 3 % 2) == 0 ? [11, 12, 13, 14] : [11, 13, 14];
                long first = await run.NextAsync(run.Node(i), "s" + i, members);
                StateRun.That(members.Contains(first), $"member {first} is none of the members that were asked for");
                turns[first] = turns.GetValueOrDefault(first) + 1;
            }
            foreach (long member in (long[])[11, 13, 14]) StateRun.That(turns.GetValueOrDefault(member) >= 20, $"member {member} stayed all the time and was first {turns.GetValueOrDefault(member)} times of 120");
        }),
        new("rotation.large-ids", "Ids are whole numbers of 64 bits.", async run =>
        {
            long[] members = [9007199254740993, long.MaxValue];
            StateRun.Same(members[0], await run.NextAsync(run.State, "s1", members), "the first turn");
            StateRun.Same(members[1], await run.NextAsync(run.State, "s2", members), "the second turn");
            StateRun.Same(members[0], await run.NextAsync(run.State, "s1", members), "the first turn again");
        }),
        new("rotation.bounds", "No members is a mistake of whoever asks; a cancelled request takes no turn.", async run =>
        {
            await StateRun.RefusesAsync("a turn without members", async () => await run.NextAsync(run.State, "s", []));
            await StateRun.CancelledAsync("a turn", async token => await run.State.Rotation.NextAsync(
                new RingGroups.TurnRequest { Tenant = StateRun.Tenant, RingGroupId = 3, Session = "c", Members = Three }, token));
            StateRun.Same(11, await run.NextAsync(run.State, "s", Three), "the first turn");
        }),
    ];
}
