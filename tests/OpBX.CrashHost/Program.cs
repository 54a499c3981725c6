using OpBX.CrashHost;
using OpBX.Numbers;
using OpBX.Storage;
using OpBX.Tenants;

// Settings come by the environment: OpBX__SpoolDirectory = the spool, and the storage: ConnectionStrings__OpBX = a migrated
// database with its tenants, or else OPBX_CRASH_STORAGE = the folder of a journal.
WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
IConfigurationSection settings = builder.Configuration.GetSection("OpBX");
builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
IOpBXBuilder opbx = builder.Services.AddOpBX(settings).AddWebhooks(settings).AddSpool(options =>
{
    options.RetryDelay = TimeSpan.FromMilliseconds(50);
    options.MaxRetryDelay = TimeSpan.FromMilliseconds(200);
});
if (builder.Configuration.GetConnectionString("OpBX") is { Length: > 0 } database)
{
    opbx.AddMySqlStorage(options =>
    {
        options.ConnectionString = database;
        options.BreakDuration = TimeSpan.FromMilliseconds(500);
    });
}
else
{
    string folder = Environment.GetEnvironmentVariable("OPBX_CRASH_STORAGE") ?? throw new InvalidOperationException("OPBX_CRASH_STORAGE is not set.");
    var tenant = new TenantConfiguration
    {
        Organization = new Organization { Id = new TenantId(1), Name = "Acme", Settings = JsonSettings.Parse("""{"country":"US"}""") },
        CloudonixSettings = new CloudonixSettings { DomainName = "t1.example.test", DomainRequestsApiKey = "fictional-requests-key-1" },
    };
    builder.Services.AddSingleton<IOpBXStorage>(provider => new JournalStorage(new InMemoryOpBXStorage(provider.GetRequiredService<INumberNormalizer>(), [tenant]), folder));
}
WebApplication app = builder.Build();
app.MapOpBX();
app.MapOpBXHealth();
app.Run();
