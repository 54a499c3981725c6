namespace OpBX.Repository.Sources;

public sealed class CSharpCodeTests
{
    [Theory]
    [InlineData("a // X\nb", "a     \nb")]
    [InlineData("a /* X\n X */ b", "a     \n      b")]
    [InlineData("#region it's X\nb", "              \nb")]
    [InlineData("f('X', '\\'', '\"') + b", "f(' ', '  ', ' ') + b")]
    [InlineData("\"X \\\" X\" + b", "\"      \" + b")]
    [InlineData("@\"X \"\" \\\" + b", "@\"      \" + b")]
    [InlineData("@class + b", "@class + b")]
    [InlineData("$\"X {b} X\"", "$\"  {b}  \"")]
    [InlineData("$\"{{X}} {b:X} {(c ? \"X\" : d)}\"", "$\"      {b  } {(c ? \" \" : d)}\"")]
    [InlineData("$@\"X\\{b}\"\"X\"", "$@\"  {b}   \"")]
    [InlineData("$\"{f($\"X{b}\")}X\" + c", "$\"{f($\" {b}\")} \" + c")]
    [InlineData("$\"{global::b}\"", "$\"{global::b}\"")]
    [InlineData("\"\" + b", "\"\" + b")]
    [InlineData("\"\"\"X \"X\" X\"\"\" + b", "\"\"\"       \"\"\" + b")]
    [InlineData("$$\"\"\"X {X} {{b}} X\"\"\" + c", "$$\"\"\"      {{b}}  \"\"\" + c")]
    [InlineData("$\"\"\"\nX {b}\n\"\"\" + c", "$\"\"\"\n  {b}\n\"\"\" + c")]
    [InlineData("\"X", "\" ")]
    public void Of_source_leaves_only_code(string source, string code) => CSharpCode.Of(source).Should().Be(code);

    [Fact]
    public void Of_every_source_of_the_clone_keeps_its_lines_and_braces()
    {
        foreach (var file in Clone.Files.Where(file => file.EndsWith(".cs", StringComparison.Ordinal)))
        {
            var source = Clone.Read(file);
            var code = CSharpCode.Of(source);
            code.Should().HaveLength(source.Length, file);
            code.Count(c => c == '\n').Should().Be(source.Count(c => c == '\n'), file);
            code.Count(c => c == '{').Should().Be(code.Count(c => c == '}'), $"the braces of the code of {file} pair up");
        }
    }
}
