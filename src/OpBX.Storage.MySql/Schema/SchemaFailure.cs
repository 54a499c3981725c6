using System.Data.Common;

namespace OpBX.Storage;

/// <summary>What an operator is told about a statement that failed.</summary>
internal static class SchemaFailure
{
    private const int LockWaitTimeout = 1205, AlgorithmNotSupported = 1845, AlgorithmNotSupportedReason = 1846;

    public static string Describe(Exception failure, MigrationFile file, MigrationStatement statement)
    {
        string table = statement.Provides.Table;
        string reason = ServerError(failure) switch
        {
            AlgorithmNotSupported or AlgorithmNotSupportedReason
                => $"the server can only do it by rebuilding the table, which blocks writes to it. Name '{file.Name}' in MigrationOptions.Offline to allow that",
            LockWaitTimeout => "transactions used the table for longer than MigrationOptions.TableLockTimeout. Run the migration again",
            0 => "the server did not answer. Run the migration again",
            int number => $"the server gave error {number}",
        };
        return $"Migration {file.Name} stopped at table {table}: {reason}. What was done before stays, and the next run goes on from there.";
    }

    // Drivers put the server's error number at different depths, under one name.
    private static int ServerError(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            if (failure is DbException && failure.Data["Server Error Code"] is int number && number != 0) return number;
        }
        return 0;
    }
}
