namespace OpBX.Numbers;

public sealed class PhoneNumberTests
{
    [Theory]
    [InlineData("+1555010")]
    [InlineData("+15550100001")]
    [InlineData("+999999999999999")]
    public void TryParse_strictForm_keepsTheInstance(string text)
    {
        PhoneNumber.TryParse(text, out PhoneNumber number).Should().BeTrue();

        number.Value.Should().BeSameAs(text);
        number.ToString().Should().BeSameAs(text);
        number.Digits.ToString().Should().Be(text[1..]);
        number.IsEmpty.Should().BeFalse();
        PhoneNumber.Parse(text).Should().Be(number);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("+")]
    [InlineData("15550100001")]
    [InlineData("+155501")]
    [InlineData("+0155501000")]
    [InlineData("+1555010000112345")]
    [InlineData("+1 5550100001")]
    [InlineData("+1555010000x")]
    [InlineData("+１５５５０１００００１")]
    public void TryParse_anythingElse_isRefused(string? text)
    {
        PhoneNumber.TryParse(text, out PhoneNumber number).Should().BeFalse();
        number.Should().Be(default(PhoneNumber));
        PhoneNumber.IsE164(text).Should().BeFalse();
    }

    [Fact]
    public void Parse_notANumber_throws()
    {
        FluentActions.Invoking(() => PhoneNumber.Parse("911")).Should().Throw<FormatException>();
        FluentActions.Invoking(() => PhoneNumber.Parse(null!)).Should().Throw<ArgumentNullException>();
    }

    [Fact]
    public void Default_value_isEmpty()
    {
        PhoneNumber number = default;
        number.IsEmpty.Should().BeTrue();
        number.Value.Should().BeEmpty();
        number.Digits.IsEmpty.Should().BeTrue();
        number.ToString().Should().BeEmpty();
    }

    [Fact]
    public void Equals_sameText_isEqual()
    {
        PhoneNumber one = PhoneNumber.Parse("+15550100001"), same = PhoneNumber.Parse(string.Concat("+1", "5550100001"));
        one.Should().Be(same);
        one.GetHashCode().Should().Be(same.GetHashCode());
        one.Should().NotBe(PhoneNumber.Parse("+15550100002"));
    }
}
