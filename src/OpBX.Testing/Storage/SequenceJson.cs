using System.Text.Json.Serialization;

namespace OpBX.Storage;

[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class SequenceJson : JsonSerializerContext;
