namespace OpBX.Tenants;

/// <summary>What reading a configuration document gave.</summary>
public sealed record TenantDocumentResult
{
    /// <summary>The tenants in the order of the document; empty when any fault is an error, so that nobody serves half of it.</summary>
    public required IReadOnlyList<TenantConfiguration> Tenants { get; init; }

    /// <summary>Everything that is wrong, errors and warnings, in the order of the document; empty when all is well.</summary>
    public required IReadOnlyList<TenantDocumentFault> Faults { get; init; }

    /// <summary>Whether the document can be used: no fault is an error.</summary>
    public bool IsValid => Errors == 0;

    /// <summary>How many faults are errors.</summary>
    public int Errors => Faults.Count(static fault => fault.Severity == TenantDocumentSeverity.Error);
}
