// The settings lie beside the program, wherever it is started from.
WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
IConfigurationSection settings = builder.Configuration.GetSection("OpBX");
IOpBXBuilder opbx = builder.Services.AddOpBX(settings).AddWebhooks(settings).KeepQueriesOutOfLogs();

if (builder.Configuration.GetConnectionString("OpBX") is { Length: > 0 } database)
{
    opbx.AddMySqlStorage(options =>
    {
        options.ConnectionString = database;
        options.ArchiveConnectionString = builder.Configuration.GetConnectionString("OpBXArchive");
    });
    if (settings.GetValue("MySql:MigrateOnStart", true)) opbx.MigrateMySqlOnStart();
    if (settings["ImportOnStart"] is { Length: > 0 } document) opbx.AddTenantImport(document);
}
else
{
    opbx.AddJsonConfiguration(settings["ConfigurationFile"] is { Length: > 0 } file ? file : Path.Combine(AppContext.BaseDirectory, "pbx.json"));
}
if (builder.Configuration.GetConnectionString("OpBXRedis") is { Length: > 0 } redis) opbx.AddRedisState(redis);
if (settings["SpoolDirectory"] is { Length: > 0 } spool) opbx.AddSpool(spool);

WebApplication app = builder.Build();
app.MapOpBX();
app.MapOpBXHealth();
app.Run();
