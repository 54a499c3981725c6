using Microsoft.Extensions.Configuration;
using OpBX.Cdr;
using OpBX.Retention;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Sets up how records are kept.</summary>
public static class OpBXRecordBuilderExtensions
{
    /// <summary>
    /// Keeps deliveries that the storage can't take in a local folder, flushed to disk before they are acknowledged, and stores them
    /// when the storage answers again (rule C7). Repeated: the last folder counts.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="directory">The folder; a relative path is relative to the current directory of the process.</param>
    /// <returns>The builder.</returns>
    public static IOpBXBuilder AddSpool(this IOpBXBuilder builder, string directory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        return AddSpool(builder, options => options.Directory = directory);
    }

    /// <summary>Sets the <see cref="SpoolOptions"/>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The builder.</returns>
    public static IOpBXBuilder AddSpool(this IOpBXBuilder builder, Action<SpoolOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.Configure(configure);
        return builder;
    }

    /// <summary>Sets the <see cref="RetentionOptions"/> (rule D1).</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The builder.</returns>
    public static IOpBXBuilder AddRetention(this IOpBXBuilder builder, Action<RetentionOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.Configure(configure);
        return builder;
    }

    /// <summary>Reads <c>SpoolDirectory</c> and the sections <c>Spool</c>, <c>Records</c> and <c>Retention</c>.</summary>
    internal static void ConfigureRecords(this IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<SpoolOptions>(configuration.GetSection("Spool"));
        services.Configure<SpoolOptions>(options =>
        {
            if (configuration["SpoolDirectory"] is { Length: > 0 } directory) options.Directory = directory;
        });
        services.Configure<RecordIntakeOptions>(configuration.GetSection("Records"));
        services.Configure<RetentionOptions>(configuration.GetSection("Retention"));
    }
}
